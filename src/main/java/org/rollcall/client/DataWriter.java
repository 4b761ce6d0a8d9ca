package org.rollcall.client;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rollcall.privacy.PhoneFields;
import org.rollcall.privacy.PhoneNumbers;

/**
 * Writes what a caller hands over as an event's data, in one pass and within a fixed room: what JSON does not know is
 * written as text, phone numbers are masked, circles end at a depth, and what has no room is left out and said
 * ({@code "truncated": true}). So no data is too large, too deep or too odd for the server.
 *
 * <p>Room is counted as the server does, or by the bytes of UTF-8 where these are more.
 */
final class DataWriter {
    private static final int ROOM = 15 * 1024; // the server takes 16 KiB
    private static final int MOST_DEPTH = 12;
    private static final int MOST_NAME = 200;
    private static final int LEAST = 16; // what is left is not worth a part of a text

    private final StringBuilder out;
    private int room = ROOM;
    private boolean cut;
    private boolean hasMark; // the caller's data has a name that is like our mark

    private DataWriter(StringBuilder out) {
        this.out = out;
    }

    /** Appends the object; takes a copy of everything, so that the caller may change it afterwards. */
    static void write(StringBuilder out, Map<?, ?> data) {
        int begin = out.length();
        try {
            DataWriter writer = new DataWriter(out);
            writer.object(data, 0, false);
            if (writer.cut && !writer.hasMark) {
                boolean empty = out.length() == begin + 2;
                out.insert(begin + 1, empty ? "\"truncated\":true" : "\"truncated\":true,");
            }
        } catch (RuntimeException e) { // somebody else's map, changed meanwhile: the event counts more than its data
            out.setLength(begin);
            out.append("{\"unreadable\":\"")
                    .append(e.getClass().getSimpleName())
                    .append("\"}");
        }
    }

    /** Phone: it stands where a phone number is expected, and so does all that is in it. */
    private void object(Map<?, ?> map, int depth, boolean phone) {
        out.append('{');
        room -= 2;
        Set<String> names = new HashSet<>();
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = nameOf(entry.getKey());
            int cost = cost(name) + 2;
            // Two keys may have the same text, and the server takes no name twice.
            if (room < cost + LEAST || !names.add(name)) {
                cut = true;
                continue;
            }
            room -= cost;
            out.append(first ? "" : ",");
            first = false;
            JsonWriter.string(out, name);
            out.append(':');
            value(entry.getValue(), depth + 1, phone || PhoneFields.has(name));
        }
        out.append('}');
        hasMark = names.contains("truncated"); // the outermost object ends last
    }

    private void value(@Nullable Object value, int depth, boolean phone) {
        if (value == null || value instanceof Boolean) {
            plain(String.valueOf(value));
        } else if (value instanceof Optional<?> optional) {
            value(optional.orElse(null), depth, phone);
        } else if (isContainer(value)) {
            container(value, depth, phone);
        } else if (phone || (value instanceof Number number && PhoneNumbers.isMobile(number))) {
            text(value instanceof Number number ? PhoneNumbers.hide(number) : PhoneNumbers.hide(textOf(value)));
        } else if (value instanceof Number number) {
            number(number);
        } else if (value.getClass().isArray()) {
            text(Array.getLength(value) + " " + value.getClass().getComponentType());
        } else {
            text(CleanText.masked(textOf(value)));
        }
    }

    private void container(Object value, int depth, boolean phone) {
        if (depth >= MOST_DEPTH) {
            cut = true;
            text("…");
        } else if (value instanceof Map<?, ?> map) {
            object(map, depth, phone);
        } else if (value instanceof Collection<?> list) {
            array(list, depth, phone);
        } else {
            array(Arrays.asList((Object[]) value), depth, phone);
        }
    }

    private static boolean isContainer(Object value) {
        return value instanceof Map || value instanceof Collection || value instanceof Object[];
    }

    private void array(Iterable<?> list, int depth, boolean phone) {
        out.append('[');
        room -= 2;
        boolean first = true;
        for (Object value : list) {
            if (room < LEAST) {
                cut = true;
                break;
            }
            out.append(first ? "" : ",");
            room -= 1;
            first = false;
            value(value, depth + 1, phone);
        }
        out.append(']');
    }

    private void number(Number number) {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            plain(String.valueOf(number.longValue()));
        } else if (number instanceof Double || number instanceof Float || number instanceof BigDecimal) {
            double value = number.doubleValue();
            if (Double.isFinite(value)) {
                plain(number instanceof Float ? number.toString() : Double.toString(value));
            } else {
                text(textOf(number));
            }
        } else if (number instanceof BigInteger whole && whole.bitLength() < Long.SIZE) {
            plain(String.valueOf(whole.longValue()));
        } else {
            text(textOf(number));
        }
    }

    private void plain(String word) {
        room -= Math.max(8, word.length()) + 1;
        out.append(word);
    }

    private void text(String text) {
        String kept = text;
        int cost = cost(text);
        if (cost > room) {
            cut = true;
            // The longest character takes 6 bytes, so this much surely fits.
            int end = Math.max(0, Math.min(text.length(), (room - LEAST) / 6));
            kept = CleanText.of(text.substring(0, end)) + "…";
            cost = cost(kept);
        }
        room -= cost;
        JsonWriter.string(out, kept);
    }

    /** What a text takes: bytes of UTF-8 with its escapes and quotes, which are never fewer than the server's count. */
    private static int cost(String text) {
        int bytes = 3;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                bytes += 6;
            } else if (c == '"' || c == '\\') {
                bytes += 2;
            } else if (c < 0x80) {
                bytes += 1;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    private static String nameOf(@Nullable Object key) {
        String name = CleanText.masked(textOf(key));
        return name.length() <= MOST_NAME ? name : CleanText.of(name.substring(0, MOST_NAME - 1)) + "…";
    }

    /** The text of anything, at most as long as there can ever be room for. */
    static String textOf(@Nullable Object value) {
        try {
            String text = String.valueOf(value);
            return text.length() <= ROOM ? text : text.substring(0, ROOM);
        } catch (RuntimeException | StackOverflowError e) { // somebody else's toString, which may go in circles
            return "<unprintable " + (value == null ? "" : value.getClass().getSimpleName()) + ">";
        }
    }
}
