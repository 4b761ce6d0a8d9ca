package org.rollcall.monitor;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private Masking() {}

    /** {@code +639171234567} becomes {@code +63•••••4567}. */
    static String mask(String text) {
        return isPlain(text) ? text : maskByPattern(text);
    }

    /** Every text and number in it, and whatever {@link PersonalKeys#isPhone} calls a phone. */
    static Map<String, Object> mask(Map<String, Object> data) {
        return isPlain(data) ? data : maskAll(data);
    }

    /** What {@link #mask(String)} says, without the look at the characters. */
    static String maskByPattern(String text) {
        return maskByPattern(text, MOST_ROUNDS);
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

    private static String maskOnce(String text) {
        String masked = PHILIPPINE
                .matcher(text)
                .replaceAll(found -> (found.group(1) == null ? "63" : "+63") + HIDDEN + found.group(3));
        masked = LOCAL_MOBILE.matcher(masked).replaceAll("$1" + HIDDEN + "$2");
        masked = INTERNATIONAL.matcher(masked).replaceAll(found -> hide(found.group()));
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
                if (digits >= FEWEST_DIGITS) {
                    return false;
                }
            } else if (c == '+' || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(Map<?, ?> data) {
        for (Map.Entry<?, ?> entry : data.entrySet()) {
            boolean plain = entry.getKey() instanceof String name
                    && isPlain(name)
                    && !PersonalKeys.isPhone(name)
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
        return value == null || value instanceof Boolean || (value instanceof Number number && !isMobile(number));
    }

    /** A number with the country's code; without it, it cannot be told from a record's. */
    private static boolean isMobile(Number number) {
        double value = number.doubleValue();
        return value >= FIRST_MOBILE && value < AFTER_MOBILE;
    }

    private static Map<String, Object> maskAll(Map<?, ?> data) {
        Map<String, Object> masked = new LinkedHashMap<>();
        data.forEach((key, value) -> {
            String name = mask(key.toString());
            masked.put(name, PersonalKeys.isPhone(name) ? maskPhone(value) : maskValue(value));
        });
        return masked;
    }

    /** Whatever stands where a phone number is expected, however deep; that there is one, or none, may be told. */
    @SuppressWarnings("NullAway") // a JSON null is a value here
    private static Object maskPhone(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> masked = new LinkedHashMap<>();
            map.forEach((key, element) -> masked.put(mask(key.toString()), maskPhone(element)));
            return masked;
        }
        if (value instanceof List<?> list) {
            List<Object> masked = new ArrayList<>(list.size());
            list.forEach(element -> masked.add(maskPhone(element)));
            return masked;
        }
        if (value == null || value instanceof Boolean) {
            return value;
        }
        String text = value instanceof Number number
                ? digits(number)
                : value.toString().strip();
        return text.isEmpty() || MASKED.matcher(text).matches() ? text : hide(text);
    }

    @SuppressWarnings("NullAway") // a JSON null is a value here
    private static Object maskValue(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return mask(text.toString());
        }
        if (value instanceof Map<?, ?> map) {
            return maskAll(map);
        }
        if (value instanceof List<?> list) {
            List<Object> masked = new ArrayList<>(list.size());
            list.forEach(element -> masked.add(maskValue(element)));
            return masked;
        }
        return value instanceof Number number && isMobile(number) ? hide(digits(number)) : value;
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

    /** Without a fraction or an exponent. */
    private static String digits(Number number) {
        try {
            return new BigDecimal(number.toString()).toBigInteger().toString();
        } catch (NumberFormatException e) {
            return ""; // not a number at all
        }
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
