package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileClaimsTest {
    private final FileClaims claims = new FileClaims();

    @Test
    void twoStationsWithOneFileAreFound() {
        assertThat(claims.claim("gate-1", "7")).isEmpty();
        assertThat(claims.claim("gate-2", "8")).isEmpty();
        assertThat(claims.claim("gate-2", "7")).hasValue("gate-1");
    }

    /** A file system gives the number of a file that was deleted to the next one. */
    @Test
    void theNumberOfAFileThatIsGoneIsNobodys() {
        claims.claim("gate-1", "7");
        claims.release("gate-1");
        assertThat(claims.claim("gate-2", "7")).isEmpty();
    }
}
