package org.rollcall.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rollcall.event.EventTypes;
import org.rollcall.event.Signal;

/**
 * What may enter the log, and in which form: limits, clock skew, and phone numbers masked before anything is stored
 * (what is never stored cannot leak).
 */
final class Admission {
    static final int MOST_MESSAGE = 2_000;
    static final int MOST_KEY = 200;
    static final Duration MOST_AHEAD = Duration.ofHours(24);
    private static final int MOST_DEPTH = 16;
    private static final int MOST_TEXT = 16 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern KEY = Pattern.compile("[^\\p{Cntrl}\\u2028\\u2029]{1," + MOST_KEY + "}");
    private static final Pattern LOCAL_MOBILE = Pattern.compile("(?<![\\w.-])(0\\d)\\d{5}(\\d{4})(?![\\w.-])");
    private static final Pattern INTERNATIONAL = Pattern.compile("(\\+\\d{2})[\\d ()-]{4,12}(\\d{4})(?!\\d)");

    private Admission() {}

    /** Why the occurrence cannot be taken, if it cannot. */
    static Optional<String> refusal(Signal.Occurrence signal, Instant now) {
        if (!NAME.matcher(signal.station()).matches()) {
            return Optional.of("station must be 1 to 64 letters, digits, dots, dashes or underscores");
        }
        if (!EventTypes.isValid(signal.type())) {
            return Optional.of("type must match [a-z][a-z0-9_.-]{0,31}");
        }
        if (signal.message().isBlank() || signal.message().length() > MOST_MESSAGE) {
            return Optional.of("message must have 1 to " + MOST_MESSAGE + " characters");
        }
        if (signal.message().indexOf('\0') >= 0) {
            return Optional.of("message must not contain NUL");
        }
        if (signal.key().filter(key -> !KEY.matcher(key).matches()).isPresent()) {
            return Optional.of("key must have 1 to " + MOST_KEY + " characters and no controls");
        }
        if (signal.timestamp().filter(at -> at.isAfter(now.plus(MOST_AHEAD))).isPresent()) {
            return Optional.of("timestamp is more than 24 hours in the future");
        }
        return weight(signal.data(), 0) > MOST_TEXT
                ? Optional.of("data is deeper than " + MOST_DEPTH + " levels, larger than 16 KiB or not plain JSON")
                : Optional.empty();
    }

    /** The occurrence as it may be stored. */
    static Signal.Occurrence masked(Signal.Occurrence signal) {
        return new Signal.Occurrence(
                signal.station(),
                signal.type(),
                mask(signal.message()),
                maskAll(signal.data()),
                signal.timestamp(),
                signal.key());
    }

    /** {@code +639171234567} becomes {@code +63•••••4567}. */
    static String mask(String text) {
        Matcher international = INTERNATIONAL.matcher(text);
        return LOCAL_MOBILE.matcher(international.replaceAll("$1•••••$2")).replaceAll("$1•••••$2");
    }

    private static Map<String, Object> maskAll(Map<String, Object> data) {
        Map<String, Object> masked = new LinkedHashMap<>();
        data.forEach((name, value) -> {
            boolean phone = name.toLowerCase(Locale.ROOT).contains("phone");
            masked.put(name, phone && value != null ? maskPhone(value.toString()) : maskValue(value));
        });
        return masked;
    }

    private static String maskPhone(String phone) {
        String digits = phone.strip();
        if (digits.contains("•")) {
            return digits;
        }
        int shown = digits.startsWith("+") ? 3 : 2;
        return digits.length() < shown + 6
                ? "•••••"
                : digits.substring(0, shown) + "•••••" + digits.substring(digits.length() - 4);
    }

    @SuppressWarnings("unchecked") // data is JSON-like: a map's keys are texts
    private static Object maskValue(Object value) {
        if (value instanceof String text) {
            return mask(text);
        }
        if (value instanceof Map<?, ?> map) {
            return maskAll((Map<String, Object>) map);
        }
        return value instanceof List<?> list
                ? list.stream().map(Admission::maskValue).toList()
                : value;
    }

    private static int weight(Object value, int depth) {
        if (depth > MOST_DEPTH) {
            return MOST_TEXT + 1;
        }
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return 8;
        }
        if (value instanceof CharSequence text) {
            return text.toString().indexOf('\0') >= 0 ? MOST_TEXT + 1 : text.length() + 2;
        }
        int sum = 2;
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += entry.getKey().toString().length() + weight(entry.getValue(), depth + 1);
            }
            return sum;
        }
        if (value instanceof List<?> list) {
            for (Object element : list) {
                sum += weight(element, depth + 1);
            }
            return sum;
        }
        return MOST_TEXT + 1; // not JSON-like
    }
}
