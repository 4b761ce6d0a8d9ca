package org.rollcall.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private final Passwords passwords = new Passwords(new SecureRandom());

    @Test
    void aRandomPasswordIsLongUrlSafeAndNeverTwiceTheSame() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String password = passwords.random();
            assertThat(password).matches("[A-Za-z0-9_][A-Za-z0-9_-]{23}");
            assertThat(seen.add(password)).isTrue();
        }
    }

    @Test
    void aLongPasswordCostsOneRound() {
        assertThat(passwords.hash("x".repeat(20))).matches("[0-9a-f]{32}\\$1\\$[0-9a-f]{64}");
    }

    @Test
    void aShortPasswordIsSlowToGuess() {
        assertThat(passwords.hash("x".repeat(19))).matches("[0-9a-f]{32}\\$210000\\$[0-9a-f]{64}");
    }

    @Test
    void theSamePasswordIsStoredDifferentlyEachTime() {
        String password = passwords.random();
        assertThat(passwords.hash(password)).isNotEqualTo(passwords.hash(password));
    }

    @Test
    void theFormIsTomcats() {
        byte[] salt = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
        // printf '\x00\x11...\xff''secret' | sha256sum
        assertThat(Passwords.quick("secret", salt))
                .isEqualTo(
                        "00112233445566778899aabbccddeeff$1$8d5a81abe7cadfd86234f79e6bf1f8c336db421070a0f361b3309b7b67ea9ce7");
        // openssl kdf -keylen 32 -kdfopt digest:SHA512 -kdfopt iter:1000 ... PBKDF2
        assertThat(Passwords.slow("secret", salt, 1000))
                .isEqualTo(
                        "00112233445566778899aabbccddeeff$1000$104574dae6e595e6e59d1fba2871e71b70d440e720f551654b7935b6592d4d37");
    }

    @Test
    void whatBasicCannotCarryIsRefused() {
        for (String password : new String[] {"", "short", "x".repeat(257), "with\nnewline", "with\u0000nul-in-it"}) {
            assertThatExceptionOfType(Refusal.class).isThrownBy(() -> Passwords.checked(password));
        }
        assertThat(Passwords.checked("pässwörd mit €")).isNotEmpty();
    }
}
