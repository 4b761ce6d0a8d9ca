package org.rollcall.monitor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rollcall.privacy.PhoneFields;
import org.rollcall.privacy.PhoneNumbers;

/**
 * An event's texts and data as they may be stored: phone numbers are masked, and halves of surrogate pairs, which no UTF-8
 * has, are replaced on the way. Nearly all data has neither, and is given back as it is.
 */
final class Masking {
    private Masking() {}

    /** As {@link PhoneNumbers#mask} says. */
    static String mask(String text) {
        return PhoneNumbers.mask(wellFormed(text));
    }

    /** Every text and number in it, and whatever {@link PhoneFields} calls a phone. */
    static Map<String, Object> mask(Map<String, Object> data) {
        return isPlain(data) ? data : maskAll(data);
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

    private static boolean isPlain(String text) {
        return PhoneNumbers.isPlain(text) && isWellFormed(text);
    }

    private static boolean isPlain(Map<?, ?> data) {
        for (Map.Entry<?, ?> entry : data.entrySet()) {
            boolean plain = entry.getKey() instanceof String name
                    && isPlain(name)
                    && !PhoneFields.has(name)
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
        return value == null
                || value instanceof Boolean
                || (value instanceof Number number && !PhoneNumbers.isMobile(number));
    }

    private static Map<String, Object> maskAll(Map<?, ?> data) {
        Map<String, Object> masked = new LinkedHashMap<>();
        data.forEach((key, value) -> {
            String name = mask(key.toString());
            masked.put(name, PhoneFields.has(name) ? maskPhone(value) : maskValue(value));
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
        return value instanceof Number number ? PhoneNumbers.hide(number) : PhoneNumbers.hide(value.toString());
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
        return value instanceof Number number && PhoneNumbers.isMobile(number) ? PhoneNumbers.hide(number) : value;
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
