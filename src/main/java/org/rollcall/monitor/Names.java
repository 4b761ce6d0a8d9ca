package org.rollcall.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.Signal;
import org.rollcall.privacy.KeyHash;

/**
 * Names of people taken out of an event before anything is stored. A field that {@link NameFields#has} knows is left
 * out; what stood in it becomes {@value #GONE} wherever else in the event it stands, whole or in parts. A name that no
 * field gives cannot be known.
 */
final class Names {
    private static final String GONE = "•••";
    private static final int MOST_NAMES = 100; // beyond it texts go as a whole: a long list must not cost a long search
    private static final int SHORTEST_PART = 3;
    private static final Pattern BETWEEN_PARTS = Pattern.compile("[^\\p{L}\\p{M}'’-]+");

    private Names() {}

    /** The occurrence without names; the same one when it has none. */
    static Signal.Occurrence takeOut(Signal.Occurrence signal) {
        if (!hasName(signal.data())) {
            return signal;
        }
        Set<String> names = new LinkedHashSet<>();
        Map<String, Object> kept = keep(signal.data(), names);
        UnaryOperator<String> without = without(names);
        Optional<String> key =
                signal.key().map(given -> without.apply(given).equals(given) ? given : KeyHash.of(given));
        return new Signal.Occurrence(
                signal.station(),
                signal.type(),
                without.apply(signal.message()),
                map(kept, without),
                signal.timestamp(),
                key);
    }

    private static boolean hasName(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (NameFields.has(entry.getKey().toString()) || hasName(entry.getValue())) {
                    return true;
                }
            }
        }
        return value instanceof List<?> list && list.stream().anyMatch(Names::hasName);
    }

    private static Map<String, Object> keep(Map<?, ?> data, Set<String> names) {
        Map<String, Object> kept = new LinkedHashMap<>();
        data.forEach((key, value) -> {
            if (NameFields.has(key.toString())) {
                collect(value, names);
            } else {
                kept.put(key.toString(), keep(value, names));
            }
        });
        return kept;
    }

    @SuppressWarnings("NullAway") // a JSON null is a value here
    private static Object keep(@Nullable Object value, Set<String> names) {
        if (value instanceof Map<?, ?> map) {
            return keep(map, names);
        }
        if (value instanceof List<?> list) {
            List<Object> kept = new ArrayList<>(list.size());
            list.forEach(element -> kept.add(keep(element, names)));
            return kept;
        }
        return value;
    }

    private static void collect(@Nullable Object value, Set<String> names) {
        if (value instanceof CharSequence text) {
            String name = text.toString().strip();
            if (name.length() > 1 && name.codePoints().anyMatch(Character::isLetter)) {
                names.add(name);
            }
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(part -> collect(part, names));
        } else if (value instanceof List<?> list) {
            list.forEach(part -> collect(part, names));
        }
    }

    /**
     * Whole names and their parts, without regard to case. A part may be a common word too, which is then missing from the texts
     * of the event that has the name: better a word less than a name.
     */
    private static UnaryOperator<String> without(Set<String> names) {
        if (names.isEmpty()) {
            return text -> text;
        }
        if (names.size() > MOST_NAMES) {
            return text -> GONE;
        }
        Set<String> words = new LinkedHashSet<>();
        names.stream().sorted(Comparator.comparing(String::length).reversed()).forEach(name -> {
            words.add("(?iu:" + Pattern.quote(name) + ")");
        });
        for (String name : names) {
            for (String part : BETWEEN_PARTS.split(name, -1)) {
                if (part.length() >= SHORTEST_PART && Character.isUpperCase(part.charAt(0))) {
                    words.add("(?iu:" + Pattern.quote(part) + ")");
                }
            }
        }
        Pattern pattern = Pattern.compile("(?<![\\p{L}\\p{N}])(?:" + String.join("|", words) + ")(?![\\p{L}\\p{N}])");
        return text -> pattern.matcher(text).replaceAll(GONE);
    }

    private static Map<String, Object> map(Map<?, ?> data, UnaryOperator<String> texts) {
        Map<String, Object> mapped = new LinkedHashMap<>();
        data.forEach((key, value) -> mapped.put(texts.apply(key.toString()), map(value, texts)));
        return mapped;
    }

    @SuppressWarnings("NullAway") // a JSON null is a value here
    private static Object map(@Nullable Object value, UnaryOperator<String> texts) {
        if (value instanceof CharSequence text) {
            return texts.apply(text.toString());
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, texts);
        }
        if (value instanceof List<?> list) {
            List<Object> mapped = new ArrayList<>(list.size());
            list.forEach(element -> mapped.add(map(element, texts)));
            return mapped;
        }
        return value;
    }
}
