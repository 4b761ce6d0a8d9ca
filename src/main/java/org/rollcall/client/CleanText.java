package org.rollcall.client;

import org.rollcall.privacy.PhoneNumbers;

/**
 * Texts as they may lie on the station's disk and leave it: NUL and halves of surrogate pairs replaced, which the server
 * would refuse, and phone numbers masked by the server's own rule.
 */
final class CleanText {
    private CleanText() {}

    /** The text without NUL and halves of surrogate pairs. */
    static String of(String text) {
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

    /** The text without these and without phone numbers. */
    static String masked(String text) {
        return PhoneNumbers.mask(of(text));
    }
}
