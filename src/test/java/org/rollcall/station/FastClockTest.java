package org.rollcall.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Signal;

/** A station whose clock is five minutes ahead: what it tells counts when it comes. */
class FastClockTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:30Z");
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final StationBoard board = new StationBoard(
            new StationSettings(List.of("camera", "cloud"), ZoneOffset.UTC, Duration.ofMinutes(15)), "gate", NOW);
    private long sequence;

    private void tells(String type, Instant received, Map<String, Object> data) {
        sequence++;
        Event event = new Event(
                new EventId(1, sequence),
                Event.Kind.EVENT,
                received.plus(AHEAD),
                received,
                "gate",
                type,
                "m",
                data,
                Optional.empty());
        board.apply(event, received);
    }

    private StationView view(Instant now) {
        board.settle(now);
        return board.views(now).get(0);
    }

    @Test
    void itsScansCountAtOnce() {
        tells("scan", NOW, Map.of("student_id", "1"));
        tells("scan", NOW, Map.of("student_id", "2"));
        Figures figures = view(NOW).figures();
        assertThat(figures.scansToday()).hasValue(2);
        assertThat(figures.scansLastHour()).hasValue(2);
        assertThat(figures.lastScan()).as("not in the future").contains(NOW);
    }

    @Test
    void itsPhotoDoesNotOutrankWhatIsReportedLater() {
        tells("photo", NOW, Map.of("record_id", 1));
        Instant later = NOW.plusSeconds(10);
        board.apply(new Signal.ComponentReport(
                "gate", "camera", ComponentStatus.ERROR, Optional.of("the lens is covered"), later));
        assertThat(view(later).component("camera").orElseThrow().status()).isEqualTo(ComponentStatus.ERROR);
    }

    @Test
    void itsSyncDoesNotMakeLaterRetriesOldNews() {
        tells("sync", NOW, Map.of("record_id", 1));
        for (int minute = 1; minute <= 7; minute++) {
            Instant at = NOW.plusSeconds(60L * minute);
            board.apply(
                    new Event(
                            new EventId(1, 100 + minute),
                            Event.Kind.EVENT,
                            at, // its clock was set right
                            at,
                            "gate",
                            "warning",
                            "m",
                            Map.of("retry_count", minute),
                            Optional.empty()),
                    at);
        }
        Instant end = NOW.plusSeconds(60L * 7);
        assertThat(view(end).component("cloud").orElseThrow().status()).isEqualTo(ComponentStatus.OFFLINE);
    }
}
