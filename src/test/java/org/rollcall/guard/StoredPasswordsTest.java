package org.rollcall.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RELIABILITY 0.3: what is stored of a password says how it is tested, and what is no hash of ours matches nothing. */
class StoredPasswordsTest {
    private static final String SECRET = "a-password-of-the-station";

    private final StoredPasswords passwords = new StoredPasswords();

    @Test
    void aHashHasItsRoundsInTheMiddle() {
        assertThat(StoredPasswords.iterations("00ff$1$aa")).isEqualTo(1);
        assertThat(StoredPasswords.iterations("00ff$210000$aa")).isEqualTo(210_000);
        assertThat(StoredPasswords.iterations(StoredPasswords.nobodys(600_000))).isEqualTo(600_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "a$b", "a$1", "a$$b", "a$1$b$c", "a$-1$b", "a$123456789$b", "a$1 $b", "a$١$b"})
    void whatIsNoHashOfOursHasNoneAndMatchesNothing(String stored) {
        assertThat(StoredPasswords.iterations(stored)).isZero();
        assertThat(passwords.matches(SECRET, stored)).isFalse();
        assertThat(passwords.matches(stored, stored)).isFalse();
    }

    @Test
    void aHashWithoutSaltIsNoneOfOurs() throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(SECRET.getBytes(StandardCharsets.UTF_8));
        assertThat(passwords.matches(SECRET, HexFormat.of().formatHex(digest))).isFalse();
    }

    @Test
    void nothingStoredHasNone() {
        assertThat(StoredPasswords.iterations(null)).isZero();
    }

    @Test
    void aPasswordMatchesItsOwnHashOnly() {
        String stored = passwords.mutate(SECRET);
        assertThat(passwords.matches(SECRET, stored)).isTrue();
        assertThat(passwords.matches(SECRET + "s", stored)).isFalse();
    }
}
