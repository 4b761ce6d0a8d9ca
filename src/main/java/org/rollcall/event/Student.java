package org.rollcall.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One student as events name him: by his id in a field such as {@code student_id}, or as a whole word in a text.
 *
 * <p>A word begins and ends where no letter or digit stands beside it. An id of fewer than {@value #SHORTEST_WORD}
 * characters, or without a digit, is looked for in those fields alone: in a text it may mean anything.
 *
 * @param id as the attendance system has it
 */
public record Student(String id) {
    /** What stands where an id stood. */
    public static final String GONE = "•••";

    private static final int SHORTEST_WORD = 5;
    private static final int LONGEST = 64;
    private static final Set<String> FIELDS = Set.of(
            "student_id",
            "student_number",
            "student_no",
            "studentid",
            "studentnumber",
            "student",
            "learner_id",
            "lrn",
            "id_number",
            "qr_data",
            "qr");

    public Student {
        if (!isId(id)) {
            throw new IllegalArgumentException(
                    "an id has 1 to " + LONGEST + " characters, and none of \" \\ or controls");
        }
    }

    /** Whether a text can be an id: JSON writes all of its characters as they are. */
    public static boolean isId(String text) {
        return !text.isBlank()
                && text.equals(text.strip())
                && text.length() <= LONGEST
                && text.chars()
                        .noneMatch(
                                c -> c < ' ' || c == '"' || c == '\\' || c == 0x7F || Character.isSurrogate((char) c));
    }

    /** The message without the ids that the data names, for places that are not erased from. */
    public static String withoutIds(String message, Map<?, ?> data) {
        Set<String> ids = new LinkedHashSet<>();
        collect(data, ids);
        String without = message;
        for (String id : ids) {
            without = replaced(without, id);
        }
        return without;
    }

    public byte[] bytes() {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the id is looked for in texts. */
    public boolean isWord() {
        return id.length() >= SHORTEST_WORD && id.chars().anyMatch(Character::isDigit);
    }

    /** Whether an event speaks of this student. */
    public boolean isNamedIn(String message, @Nullable Object data) {
        return isIn(message) || isNamedIn(data);
    }

    private boolean isNamedIn(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (isHis(entry.getKey(), entry.getValue())
                        || isIn(entry.getKey().toString())
                        || isNamedIn(entry.getValue())) {
                    return true;
                }
            }
            return false;
        }
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(this::isNamedIn);
        }
        return value instanceof String text && isIn(text);
    }

    /** The text without the id, if that is looked for in texts. */
    public String without(String text) {
        return isWord() ? replaced(text, id) : text;
    }

    /** The text without the id, however short that is. */
    public String surelyWithout(String text) {
        return replaced(text, id);
    }

    /** The JSON-like value without the id. What is called {@code id} and is an entry's stays: its number is nobody's. */
    @SuppressWarnings("NullAway") // a JSON null is a value here
    public Object without(@Nullable Object value) {
        if (value instanceof String text) {
            return without(text);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> without = new LinkedHashMap<>();
            map.forEach((key, element) -> without.put(without(key.toString()), without(key, element)));
            return without;
        }
        if (value instanceof List<?> list) {
            List<Object> without = new ArrayList<>(list.size());
            list.forEach(element -> without.add(without(element)));
            return without;
        }
        return value;
    }

    @SuppressWarnings("NullAway") // a JSON null is a value here
    private Object without(Object key, @Nullable Object element) {
        boolean entry = key.equals("id")
                && element instanceof String text
                && EventId.parse(text).isPresent();
        return entry ? element : isHis(key, element) ? GONE : without(element);
    }

    private boolean isHis(Object key, @Nullable Object value) {
        return FIELDS.contains(key.toString().toLowerCase(java.util.Locale.ROOT))
                && isOne(value)
                && id.equals(String.valueOf(value).strip());
    }

    private static boolean isOne(@Nullable Object value) {
        return value instanceof String || value instanceof Integer || value instanceof Long;
    }

    private boolean isIn(String text) {
        return isWord() && find(text, id, 0) >= 0;
    }

    private static void collect(@Nullable Object value, Set<String> ids) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> {
                if (FIELDS.contains(key.toString().toLowerCase(java.util.Locale.ROOT))
                        && isOne(element)
                        && !String.valueOf(element).isBlank()) {
                    ids.add(String.valueOf(element).strip());
                } else {
                    collect(element, ids);
                }
            });
        } else if (value instanceof List<?> list) {
            list.forEach(element -> collect(element, ids));
        }
    }

    private static String replaced(String text, String word) {
        int at = find(text, word, 0);
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int copied = 0;
        for (; at >= 0; at = find(text, word, copied)) {
            out.append(text, copied, at).append(GONE);
            copied = at + word.length();
        }
        return out.append(text, copied, text.length()).toString();
    }

    private static int find(String text, String word, int from) {
        for (int at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1)) {
            int end = at + word.length();
            boolean begins = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
            if (begins && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))) {
                return at;
            }
        }
        return -1;
    }
}
