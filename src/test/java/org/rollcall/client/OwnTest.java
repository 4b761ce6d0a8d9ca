package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The client's own figures under a clock that somebody sets. */
class OwnTest {
    private static final ZoneId MANILA = ZoneId.of("Asia/Manila");
    private static final Instant NOON = Instant.parse("2026-11-23T04:00:00Z");
    private static final Instant FAR = Instant.parse("2039-01-19T04:00:00Z");

    private Instant now = NOON;
    private final Own own = new Own(
            new Settings(
                    URI.create("http://127.0.0.1"),
                    "gate-1",
                    "",
                    Path.of("spool"),
                    10,
                    true,
                    Map::of,
                    () -> now,
                    MANILA,
                    Pace.USUAL),
            new Components());

    private void say(String type, Instant at) {
        own.note(Said.of(type, "m", null, "k", at, MANILA));
    }

    private List<?> figures() {
        Map<String, Object> metrics = own.metrics();
        return List.of(metrics.get("scans_today"), metrics.get("scans_last_hour"), metrics.get("success_rate"));
    }

    @Test
    void aClockThatIsSetBackDoesNotShortenTheUptime() {
        now = NOON.minus(Duration.ofHours(1));
        assertThat((Long) own.metrics().get("uptime_seconds")).isBetween(0L, 600L);
        assertThat(String.valueOf(own.snapshot().get("uptime"))).doesNotContain("-");
    }

    @Test
    void aClockThatShows2039ForAMomentCostsNothing() {
        say("scan", now);
        say("scan", now);
        say("sync", now);
        now = FAR;
        say("scan", now);
        assertThat(figures()).isEqualTo(List.of(1L, 1L, 0.0));
        now = NOON;
        say("scan", now);
        say("scan", now);
        assertThat(figures()).isEqualTo(List.of(4L, 4L, 25.0));
    }

    @Test
    void anEventStampedDaysAheadDoesNotEndToday() {
        say("scan", now);
        say("scan", now.plus(Duration.ofDays(2)));
        say("scan", now);
        assertThat(figures()).isEqualTo(List.of(2L, 2L, 0.0));
    }

    @Test
    void lateEventsPushNoLiveMinuteOut() {
        for (int minute = 0; minute < 30; minute++) {
            say("scan", now.minus(Duration.ofMinutes(minute)));
        }
        for (int minute = 0; minute < 300; minute++) {
            say("scan", now.minus(Duration.ofMinutes(120 + minute)));
        }
        assertThat(own.metrics()).containsEntry("scans_last_hour", 30L);
    }

    @Test
    void eachDayBeginsWithNothing() {
        say("scan", now);
        now = NOON.plus(Duration.ofDays(1));
        assertThat(figures()).isEqualTo(List.of(0L, 0L, 100.0));
        say("scan", now);
        assertThat(figures()).isEqualTo(List.of(1L, 1L, 0.0));
    }

    @Test
    void countsKeepTheNearestAndNoMore() {
        Counts counts = new Counts(5);
        for (int i = 0; i <= 100; i++) {
            counts.add(i, 50);
            counts.add(100 - i, 50);
        }
        assertThat(counts.sum(0, 100)).isEqualTo(10);
        assertThat(counts.sum(49, 51)).isEqualTo(6);
    }
}
