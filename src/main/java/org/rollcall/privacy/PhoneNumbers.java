package org.rollcall.privacy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Phone numbers made unreadable: what is never stored cannot leak.
 *
 * <p>Nearly all texts have none. One look at the characters tells, and then the text is given back as it is: the patterns
 * see only what they could match. The Python client has the same patterns; {@code masking.json}, a table of cases, holds
 * both to the same.
 */
public final class PhoneNumbers {
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
    private static final int MOST_ROUNDS = 8; // two are many in what people write
    private static final int FEWEST_DIGITS = 11; // that a number without a plus sign has
    private static final int FEWEST_SHOWN = 10; // of fewer digits too little would be hidden
    private static final double FIRST_MOBILE = 639_000_000_000.0;
    private static final double AFTER_MOBILE = 640_000_000_000.0;

    private PhoneNumbers() {}

    /** {@code +639171234567} becomes {@code +63•••••4567}; a text without a number is given back itself. */
    public static String mask(String text) {
        return isPlain(text) ? text : maskByPattern(text, MOST_ROUNDS);
    }

    /** Whether one look at the characters tells that no number stands in the text: the patterns cannot match. */
    public static boolean isPlain(String text) {
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
    public static boolean isMobile(Number number) {
        double value = number.doubleValue();
        return value >= FIRST_MOBILE && value < AFTER_MOBILE;
    }

    /** What is left of a text that stands where a phone number is expected, whatever its form. */
    public static String hide(String number) {
        String text = number.strip();
        return text.isEmpty() || MASKED.matcher(text).matches() ? text : shortened(text);
    }

    /** What is left of a number that stands where a phone number is expected, or {@link #isMobile is one}. */
    public static String hide(Number number) {
        return shortened(digits(number));
    }

    /**
     * The end of one number can begin another, so it is masked until nothing changes; each round leaves fewer digits. A
     * chain of numbers would take a round for each. After the last round all digits go from where it still changed
     * something: what comes before has no part in a number any more.
     */
    static String maskByPattern(String text, int rounds) {
        String before = text;
        String masked = maskOnce(before);
        for (int round = 1; !masked.equals(before); round++) {
            if (round >= rounds) {
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
        return INTERNATIONAL.matcher(masked).replaceAll(found -> shortened(found.group()));
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

    /** No text grows by more than a phone number's would. */
    private static String hideFrom(int start, String text) {
        return text.substring(0, start)
                + DIGITS.matcher(text.substring(start))
                        .replaceAll(
                                found -> HIDDEN.substring(0, Math.min(HIDDEN.length(), found.end() - found.start())));
    }

    /** Two digits at the front and four at the end, if there are enough in between; everything else goes. */
    private static String shortened(String number) {
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
        String sign = number.startsWith("+") ? "+" : "";
        return sign + digits.substring(0, 2) + HIDDEN + digits.substring(digits.length() - 4);
    }

    /**
     * Without a fraction or an exponent. One that is huge, tiny or not a number at all has none: written out, a decimal of
     * a few bytes may have a thousand million of them. Somebody's own kind of number is asked for its value alone.
     */
    private static String digits(Number number) {
        if (number instanceof BigInteger) {
            return number.toString();
        }
        double size = Math.abs(number.doubleValue());
        if (size < 1 || !Double.isFinite(size)) {
            return "";
        }
        boolean exact = number instanceof BigDecimal || number instanceof Double || number instanceof Float;
        return exact ? new BigDecimal(number.toString()).toBigInteger().toString() : String.valueOf(number.longValue());
    }
}
