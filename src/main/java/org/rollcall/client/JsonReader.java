package org.rollcall.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON strictly, as RFC 8259 has it: no name twice, nothing after the value, at most {@value #MOST_DEPTH} levels.
 * A whole number within 64 bits is a Long, any other a Double; one that a double cannot hold is refused. Bounded by the
 * length of the text, which its caller bounds.
 */
final class JsonReader {
    static final int MOST_DEPTH = 64;
    private static final int MOST_DIGITS = 400; // of a number; a double's longest form has fewer

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** The one value of the text: Map, List, String, Long, Double, Boolean or null. */
    static @Nullable Object read(String text) throws JsonException {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value(0);
        reader.space();
        if (reader.at < text.length()) {
            throw reader.fault("something after the value");
        }
        return value;
    }

    /** The one object of the text. */
    static Map<String, Object> object(String text) throws JsonException {
        Object value = read(text);
        if (value instanceof Map<?, ?> map) {
            return named(map);
        }
        throw new JsonException("not an object");
    }

    /** An object that was read: its names are strings. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> named(Map<?, ?> read) {
        return (Map<String, Object>) read;
    }

    private @Nullable Object value(int depth) throws JsonException {
        space();
        char c = peek();
        switch (c) {
            case '{':
                return map(depth + 1);
            case '[':
                return list(depth + 1);
            case '"':
                return string();
            case 't':
                return word("true", true);
            case 'f':
                return word("false", false);
            case 'n':
                word("null", false);
                return null;
            default:
                return number();
        }
    }

    private Map<String, Object> map(int depth) throws JsonException {
        deeper(depth);
        Map<String, Object> map = new LinkedHashMap<>();
        space();
        if (took('}')) {
            return map;
        }
        do {
            space();
            if (peek() != '"') {
                throw fault("a name must be a string");
            }
            String name = string();
            space();
            need(':');
            if (map.containsKey(name)) {
                throw fault("a name twice");
            }
            map.put(name, value(depth));
            space();
        } while (took(','));
        need('}');
        return map;
    }

    private List<Object> list(int depth) throws JsonException {
        deeper(depth);
        List<Object> list = new ArrayList<>();
        space();
        if (took(']')) {
            return list;
        }
        do {
            list.add(value(depth));
            space();
        } while (took(','));
        need(']');
        return list;
    }

    private void deeper(int depth) throws JsonException {
        if (depth > MOST_DEPTH) {
            throw fault("deeper than " + MOST_DEPTH + " levels");
        }
        at++;
    }

    private boolean word(String word, boolean meaning) throws JsonException {
        if (!text.startsWith(word, at)) {
            throw fault("no value");
        }
        at += word.length();
        return meaning;
    }

    private String string() throws JsonException {
        int begin = ++at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(begin, at++);
            }
            if (c == '\\') {
                break;
            }
            plain(c);
        }
        StringBuilder out = new StringBuilder(text.substring(begin, Math.min(at, text.length())));
        while (true) {
            char c = peek();
            if (c == '"') {
                at++;
                return out.toString();
            }
            if (c == '\\') {
                at++;
                out.append(escaped());
            } else {
                plain(c);
                out.append(c);
            }
        }
    }

    private void plain(char c) throws JsonException {
        if (c < ' ') {
            throw fault("a control character in a string");
        }
        at++;
    }

    private char escaped() throws JsonException {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unit();
            default -> throw fault("an unknown escape");
        };
    }

    private char unit() throws JsonException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            char c = peek();
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw fault("no hexadecimal digit");
            }
            unit = unit * 16 + digit;
            at++;
        }
        return (char) unit;
    }

    private Number number() throws JsonException {
        int begin = at;
        took('-');
        if (!took('0')) {
            digits();
        }
        boolean whole = true;
        if (took('.')) {
            whole = false;
            digits();
        }
        if (took('e') || took('E')) {
            whole = false;
            if (!took('-')) {
                took('+');
            }
            digits();
        }
        String form = text.substring(begin, at);
        if (form.length() > MOST_DIGITS) {
            throw fault("a number is too long");
        }
        if (whole && !form.equals("-0")) {
            try {
                return Long.valueOf(form);
            } catch (NumberFormatException e) {
                // Beyond 64 bits: a double is as near as we come.
            }
        }
        double number = Double.parseDouble(form);
        if (Double.isInfinite(number)) {
            throw fault("a number is out of range");
        }
        return number;
    }

    private void digits() throws JsonException {
        int begin = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == begin) {
            throw fault("no value");
        }
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() throws JsonException {
        if (at >= text.length()) {
            throw fault("the text ends early");
        }
        return text.charAt(at);
    }

    private boolean took(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void need(char c) throws JsonException {
        if (!took(c)) {
            throw fault("no " + c);
        }
    }

    private JsonException fault(String what) {
        return new JsonException(what + " at character " + at);
    }
}
