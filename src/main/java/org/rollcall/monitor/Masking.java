package org.rollcall.monitor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Phone numbers made unreadable before anything is stored: what is never stored cannot leak. Halves of surrogate pairs,
 * which no UTF-8 has, are replaced on the way.
 *
 * <p>Nearly all texts have neither. One look at the characters tells, and then the text or the whole map is given back as it
 * is: the patterns see only what they could match.
 */
final class Masking {
    private static final Pattern LOCAL_MOBILE = Pattern.compile("(?<![\\w.-])(0\\d)\\d{5}(\\d{4})(?![\\w.-])");
    private static final Pattern INTERNATIONAL = Pattern.compile("(\\+\\d{2})[\\d ()-]{4,12}(\\d{4})(?!\\d)");
    private static final int LOCAL_DIGITS = 11; // of LOCAL_MOBILE
    private static final String PHONE = "phone";

    private Masking() {}

    /** {@code +639171234567} becomes {@code +63•••••4567}. */
    static String mask(String text) {
        return isPlain(text) ? text : maskByPattern(text);
    }

    /** Every text in it, and whatever is called a phone. */
    static Map<String, Object> mask(Map<String, Object> data) {
        return isPlain(data) ? data : maskAll(data);
    }

    /** What {@link #mask(String)} says, without the look at the characters. */
    static String maskByPattern(String text) {
        Matcher international = INTERNATIONAL.matcher(text);
        String masked =
                LOCAL_MOBILE.matcher(international.replaceAll("$1•••••$2")).replaceAll("$1•••••$2");
        return wellFormed(masked);
    }

    /** Whether all halves of surrogate pairs have their other half. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the patterns cannot match and no surrogate is there to be looked at. */
    private static boolean isPlain(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
                if (digits >= LOCAL_DIGITS) {
                    return false;
                }
            } else if (c == '+' || Character.isSurrogate(c)) {
                return false;
            } else {
                digits = 0;
            }
        }
        return true;
    }

    private static boolean isPlain(Map<?, ?> data) {
        for (Map.Entry<?, ?> entry : data.entrySet()) {
            boolean plain = entry.getKey() instanceof String name
                    && isPlain(name)
                    && !isPhone(name)
                    && isPlainValue(entry.getValue());
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlainValue(@Nullable Object value) {
        if (value instanceof String text) {
            return isPlain(text);
        }
        return value == null || value instanceof Number || value instanceof Boolean; // the rest is rare
    }

    private static boolean isPhone(String name) {
        for (int i = 0; i <= name.length() - PHONE.length(); i++) {
            char c = name.charAt(i);
            if ((c == 'p' || c == 'P') && name.regionMatches(true, i, PHONE, 0, PHONE.length())) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, Object> maskAll(Map<?, ?> data) {
        Map<String, Object> masked = new LinkedHashMap<>();
        data.forEach((key, value) -> {
            String name = wellFormed(key.toString());
            boolean phone = name.toLowerCase(Locale.ROOT).contains(PHONE);
            masked.put(name, phone && value != null ? maskPhone(wellFormed(value.toString())) : maskValue(value));
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

    private static @Nullable Object maskValue(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return mask(text.toString());
        }
        if (value instanceof Map<?, ?> map) {
            return maskAll(map);
        }
        return value instanceof List<?> list
                ? list.stream().map(Masking::maskValue).collect(java.util.stream.Collectors.toList())
                : value;
    }

    private static String wellFormed(String text) {
        if (isWellFormed(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
        return out.toString();
    }
}
