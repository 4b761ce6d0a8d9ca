package org.rollcall.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Texts as they may lie on the station's disk and leave it: phone numbers masked by the server's own rule, NUL and halves
 * of surrogate pairs replaced, which the server would refuse.
 *
 * <p>The server's classes are not in this jar, so its patterns are here once more, and in the Python client. One table of
 * cases, {@code masking.json}, holds all three to the same.
 */
final class Masking {
    private static final String HIDDEN = "•••••";
    private static final String GAP = "[ \\u00a0()./-]{0,4}";
    private static final String MOBILE = "9" + GAP + "\\d" + GAP + "\\d" + GAP + "\\d{3}" + GAP + "(\\d{4})(?!\\d)";

    /** {@code 09171234567}, {@code 0917-123-4567}, {@code (0917) 123 4567}. */
    private static final Pattern LOCAL_MOBILE =
            Pattern.compile("(?<![\\p{L}\\p{N}])(?<!\\d[-.])\\(?(09)\\d\\d" + GAP + "\\d{3}" + GAP + "(\\d{4})(?!\\d)");

    /** {@code +63 917 123 4567}, {@code +63 (917) 123-4567}, {@code 00639171234567}, {@code 639171234567}. */
    private static final Pattern PHILIPPINE =
            Pattern.compile("(?:(\\+" + GAP + "63)|(?<![\\p{L}\\p{N}])(?<!\\d[-.])((?:00)?63))" + GAP + MOBILE);

    /** A plus sign and 8 to 15 digits. */
    private static final Pattern INTERNATIONAL = Pattern.compile("\\+" + GAP + "[1-9](?:" + GAP + "\\d){7,14}(?!\\d)");

    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final Pattern MASKED = Pattern.compile("\\+?\\d{2}" + HIDDEN + "(\\d{4})?");
    private static final int MOST_ROUNDS = 8; // of a chain of numbers; two are many in what people write
    private static final int FEWEST_DIGITS = 11; // that a number without a plus sign has
    private static final int FEWEST_SHOWN = 10; // of fewer digits too little would be hidden
    private static final double FIRST_MOBILE = 639_000_000_000.0;
    private static final double AFTER_MOBILE = 640_000_000_000.0;
    private static final double EXACT = 1e18; // below it a long has all digits
    private static final String HASH = "sha256:";
    private static final int HASH_LENGTH = HASH.length() + 64;

    private Masking() {}

    /** {@code +639171234567} becomes {@code +63•••••4567}. One look at the characters tells that most texts have none. */
    static String mask(String text) {
        String clean = clean(text);
        return isPlain(clean) ? clean : maskByPattern(clean);
    }

    /** Whether a number stands in the text. */
    static boolean hasPhone(String text) {
        return !isPlain(text) && !maskByPattern(text).equals(text);
    }

    /** The end of one number can begin another; what is left of a longer chain than people write loses all its digits. */
    private static String maskByPattern(String text) {
        String before = text;
        String masked = maskOnce(before);
        for (int round = 1; !masked.equals(before); round++) {
            if (round >= MOST_ROUNDS) {
                String hidden = hideFrom(sameUpTo(before, masked), masked);
                return maskOnce(hidden).equals(hidden) ? hidden : hideFrom(0, masked);
            }
            before = masked;
            masked = maskOnce(before);
        }
        return masked;
    }

    private static String maskOnce(String text) {
        String masked = PHILIPPINE
                .matcher(text)
                .replaceAll(found -> (found.group(1) == null ? "63" : "+63") + HIDDEN + found.group(3));
        masked = LOCAL_MOBILE.matcher(masked).replaceAll("$1" + HIDDEN + "$2");
        return INTERNATIONAL.matcher(masked).replaceAll(found -> hide(found.group()));
    }

    private static int sameUpTo(String one, String other) {
        int most = Math.min(one.length(), other.length());
        for (int i = 0; i < most; i++) {
            if (one.charAt(i) != other.charAt(i)) {
                return i;
            }
        }
        return most;
    }

    private static String hideFrom(int start, String text) {
        return text.substring(0, start)
                + DIGITS.matcher(text.substring(start))
                        .replaceAll(
                                found -> HIDDEN.substring(0, Math.min(HIDDEN.length(), found.end() - found.start())));
    }

    /** Whether the patterns cannot match. */
    private static boolean isPlain(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            digits += c >= '0' && c <= '9' ? 1 : 0;
            if (c == '+' || digits >= FEWEST_DIGITS) {
                return false;
            }
        }
        return true;
    }

    /** A number with the country's code; without it, it cannot be told from a record's. */
    static boolean isMobile(Number number) {
        double value = number.doubleValue();
        return value >= FIRST_MOBILE && value < AFTER_MOBILE;
    }

    /** The value of something that is called a phone. */
    static String maskPhone(Object value) {
        String text = value instanceof Number number
                ? digits(number)
                : clean(DataWriter.textOf(value)).strip();
        return text.isEmpty() || MASKED.matcher(text).matches() ? text : hide(text);
    }

    /** Two digits at the front and four at the end, if there are enough in between; everything else goes. */
    private static String hide(String number) {
        StringBuilder digits = new StringBuilder(number.length());
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c >= '0' && c <= '9') {
                digits.append(c);
            }
        }
        if (digits.length() < FEWEST_SHOWN) {
            return HIDDEN;
        }
        String sign = number.stripLeading().startsWith("+") ? "+" : "";
        return sign + digits.substring(0, 2) + HIDDEN + digits.substring(digits.length() - 4);
    }

    private static String digits(Number number) {
        return Math.abs(number.doubleValue()) < EXACT ? String.valueOf(number.longValue()) : DataWriter.textOf(number);
    }

    /** The key that the server would put in the place of one with a number in it: a repetition is known by it all the same. */
    static String hashed(String key) {
        if (key.startsWith(HASH) && key.length() == HASH_LENGTH) {
            return key;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HASH + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
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
}
