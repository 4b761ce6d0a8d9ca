package org.rollcall.privacy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A dedup key that says nothing of a person and still tells a repetition: {@code sha256:} and the hash of the former key.
 *
 * <p>It is no secret: whoever has it and can guess the former key can see that the guess was right.
 */
public final class KeyHash {
    private static final String PREFIX = "sha256:";

    private KeyHash() {}

    /** The hash in place of a key; what is one already stays as it is. */
    public static String of(String key) {
        if (isOne(key)) {
            return key;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return PREFIX + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public static boolean isOne(String key) {
        return key.startsWith(PREFIX) && key.length() == PREFIX.length() + 64;
    }
}
