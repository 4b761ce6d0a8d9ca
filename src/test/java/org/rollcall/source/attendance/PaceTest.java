package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    @Test
    void aGateIsNeverACrowd() {
        Pace pace = new Pace(0);
        for (long at = 0; at < 60_000; at += 10) { // a hundred rows a second
            assertThat(pace.isCrowd(at * MILLI)).isFalse();
            pace.found(at * MILLI, 1);
        }
    }

    @Test
    void aWriterAtFullSpeedIsMetNextToNever_F13() {
        Pace pace = new Pace(0);
        int looks = 0;
        for (long at = 0; at < 120_000; at++) { // two commits a millisecond for a minute
            if (!pace.isCrowd(at * MILLI / 2)) {
                pace.found(at * MILLI / 2, 1);
                looks++;
            }
        }
        assertThat(looks).isLessThan(600); // half a percent of the commits
        long later = 120_000 * MILLI;
        assertThat(pace.isCrowd(later)).isFalse();
    }
}
