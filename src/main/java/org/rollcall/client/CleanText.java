package org.rollcall.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.rollcall.privacy.PhoneNumbers;

/**
 * Texts as they may lie on the station's disk and leave it: NUL and halves of surrogate pairs replaced, which the server
 * would refuse, and phone numbers masked by the server's own rule.
 */
final class CleanText {
    private static final String HASH = "sha256:";
    private static final int HASH_LENGTH = HASH.length() + 64;

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
}
