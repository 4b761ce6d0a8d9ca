package org.rollcall.client;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Texts as they may lie on the station's disk and leave it: phone numbers masked by the server's own rule, NUL and halves
 * of surrogate pairs replaced, which the server would refuse.
 */
final class Masking {
    private static final Pattern LOCAL_MOBILE = Pattern.compile("(?<![\\w.-])(0\\d)\\d{5}(\\d{4})(?![\\w.-])");
    private static final Pattern INTERNATIONAL = Pattern.compile("(\\+\\d{2})[\\d ()-]{4,12}(\\d{4})(?!\\d)");
    private static final int LOCAL_DIGITS = 11; // of LOCAL_MOBILE
    private static final String DOTS = "•••••";

    private Masking() {}

    /** {@code +639171234567} becomes {@code +63•••••4567}. One look at the characters tells that most texts have none. */
    static String mask(String text) {
        String clean = clean(text);
        if (!mayHavePhone(clean)) {
            return clean;
        }
        String masked = INTERNATIONAL.matcher(clean).replaceAll("$1" + DOTS + "$2");
        return LOCAL_MOBILE.matcher(masked).replaceAll("$1" + DOTS + "$2");
    }

    static boolean isPhone(String name) {
        return name.toLowerCase(Locale.ROOT).contains("phone");
    }

    /** The value of something that is called a phone. */
    static String maskPhone(String phone) {
        String digits = clean(phone).strip();
        if (digits.contains("•")) {
            return digits;
        }
        int shown = digits.startsWith("+") ? 3 : 2;
        return digits.length() < shown + 6
                ? DOTS
                : clean(digits.substring(0, shown) + DOTS + digits.substring(digits.length() - 4));
    }

    /** The text without NUL and halves of surrogate pairs. */
    static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                StringBuilder out = new StringBuilder(text.length());
                text.codePoints()
                        .forEach(point -> out.appendCodePoint(
                                point == 0 || (point >= 0xD800 && point <= 0xDFFF) ? 0xFFFD : point));
                return out.toString();
            }
        }
        return text;
    }

    private static boolean mayHavePhone(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            digits = c >= '0' && c <= '9' ? digits + 1 : 0;
            if (c == '+' || digits >= LOCAL_DIGITS) {
                return true;
            }
        }
        return false;
    }
}
