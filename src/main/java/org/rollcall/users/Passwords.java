package org.rollcall.users;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Makes passwords, and hashes in the form that Tomcat's credential handlers know: {@code salt$iterations$hash}.
 *
 * <p>The login is checked with each request, so the cost of a hash is the cost of a request. A secret that cannot be
 * guessed gains nothing from a slow hash and gets one salted SHA-256; a short one that a person chose gets PBKDF2.
 */
final class Passwords {
    /** From this length on a given password counts as one that cannot be guessed. */
    static final int LONG = 20;

    static final int LONGEST = 256;
    static final int SHORTEST = 8;

    private static final int SALT_BYTES = 16;
    private static final int RANDOM_BYTES = 18;
    private static final int ITERATIONS = 210_000;
    private static final int KEY_BITS = 256;

    private final SecureRandom random;

    Passwords(SecureRandom random) {
        this.random = random;
    }

    /** 144 random bits as 24 characters that need no quoting anywhere, nor look like an option. */
    String random() {
        String password;
        do {
            password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(RANDOM_BYTES));
        } while (password.startsWith("-"));
        return password;
    }

    /** The password if it can be one: BASIC cannot carry control characters. */
    static String checked(String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw new Refusal("a password has " + SHORTEST + " to " + LONGEST + " characters");
        }
        if (password.codePoints().anyMatch(Character::isISOControl)) {
            throw new Refusal("a password has no control characters");
        }
        return password;
    }

    static boolean isLong(String password) {
        return password.codePointCount(0, password.length()) >= LONG;
    }

    String hash(String password) {
        byte[] salt = bytes(SALT_BYTES);
        return isLong(password) ? quick(password, salt) : slow(password, salt, ITERATIONS);
    }

    static String quick(String password, byte[] salt) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            return stored(salt, 1, digest.digest(password.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String slow(String password, byte[] salt, int iterations) {
        var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BITS);
        try {
            byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
            return stored(salt, iterations, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", e);
        } finally {
            spec.clearPassword();
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String stored(byte[] salt, int iterations, byte[] hash) {
        HexFormat hex = HexFormat.of();
        return hex.formatHex(salt) + '$' + iterations + '$' + hex.formatHex(hash);
    }
}
