package org.rollcall.guard;

import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.CredentialHandler;
import org.apache.catalina.realm.MessageDigestCredentialHandler;
import org.apache.catalina.realm.SecretKeyCredentialHandler;
import org.jspecify.annotations.Nullable;

/**
 * Knows a password again by what {@code users.xml} keeps of it, {@code salt$iterations$hash}: one iteration is a salted
 * SHA-256, more are PBKDF2. Tomcat's handlers do the work; its nested handler would try both on each.
 */
public final class StoredPasswords implements CredentialHandler {
    private static final int KEY_BITS = 256;
    private static final Pattern PARTS = Pattern.compile("[^$]*\\$([0-9]{1,8})\\$[^$]*");
    private static final String NOBODYS = "00000000000000000000000000000000";

    private final MessageDigestCredentialHandler quick = new MessageDigestCredentialHandler();
    private final SecretKeyCredentialHandler slow;

    public StoredPasswords() {
        try {
            quick.setAlgorithm("SHA-256");
            quick.setEncoding("UTF-8");
            slow = new SecretKeyCredentialHandler();
            slow.setAlgorithm("PBKDF2WithHmacSHA512");
            slow.setKeyLength(KEY_BITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has both", e);
        }
    }

    @Override
    public boolean matches(String password, String stored) {
        int iterations = iterations(stored);
        if (iterations == 0) { // Tomcat would throw, or take a hash without salt
            return false;
        }
        return iterations > 1 ? slow.matches(password, stored) : quick.matches(password, stored);
    }

    @Override
    public String mutate(String password) {
        return quick.mutate(password);
    }

    /** How many rounds the test of a password takes; 0 for what is no hash of ours, which no password matches. */
    static int iterations(@Nullable String stored) {
        if (stored == null) {
            return 0;
        }
        Matcher parts = PARTS.matcher(stored); // of every request
        return parts.matches() ? Integer.parseInt(parts.group(1)) : 0;
    }

    /** A hash that no password has, whose test takes so many rounds. */
    static String nobodys(int iterations) {
        return NOBODYS + '$' + iterations + '$' + NOBODYS + NOBODYS;
    }
}
