package org.rollcall.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rollcall.timetable.Holiday;
import org.rollcall.timetable.Phase;
import org.rollcall.timetable.SchoolCalendar;
import org.rollcall.timetable.Timetable;

/** A break of 75 days, in whose middle no window is in sight on one side. */
class VigilTest {
    private static final ZoneId MANILA = ZoneId.of("Asia/Manila");
    private static final Holiday BREAK = Holiday.once(LocalDate.parse("2026-06-01"), 75);
    private static final Instant THIRD = Instant.parse("2026-06-02T16:00:00Z"); // its midnight there

    private final SchoolCalendar calendar = new SchoolCalendar(Set.of(), Set.of(), List.of(BREAK));
    private final Vigil vigil = new Vigil(attention(), MANILA, THIRD);

    private Attention attention() {
        Attention usual = Attention.DEFAULT;
        return new Attention(
                Optional.of(Timetable.parse(Timetable.EXAMPLE, calendar)),
                calendar,
                usual.silentAfter(),
                usual.grace(),
                usual.scansDue(),
                usual.late(),
                usual.repeats());
    }

    @Test
    void withoutAWindowInSightThePhaseIsLookedUpOnceADay() {
        Phase phase = vigil.phase(THIRD);
        assertThat(phase.until()).isEmpty();
        for (int minute = 0; minute < 24 * 60; minute++) {
            assertThat(vigil.phase(THIRD.plus(Duration.ofMinutes(minute)))).isSameAs(phase);
        }
        assertThat(vigil.phase(THIRD.plus(Duration.ofDays(1)))).isNotSameAs(phase);
        Instant late = THIRD.plus(Duration.ofDays(67)); // the last window is out of sight, the next one is not
        Phase ending = vigil.phase(late);
        assertThat(ending.since()).isEmpty();
        assertThat(ending.until()).isPresent();
        assertThat(vigil.phase(late.plus(Duration.ofHours(23)))).isSameAs(ending);
    }

    @Test
    void aBreakThatIsTakenBackOrAnotherZoneIsSeenAtOnce() {
        Instant morning = THIRD.plus(Duration.ofHours(7));
        assertThat(vigil.phase(morning).isClosed()).isTrue();
        calendar.replace(List.of());
        assertThat(vigil.phase(morning).isOpen()).isTrue();
        calendar.replace(List.of(BREAK));
        assertThat(vigil.phase(morning).isOpen()).isFalse();
        vigil.adopt(Attention.DEFAULT, MANILA);
        assertThat(vigil.phase(morning)).isSameAs(Phase.NONE);
    }
}
