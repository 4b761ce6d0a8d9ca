package org.rollcall.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rollcall.event.EventId;

class JourneyBookTest {
    private static final ZoneId ZONE = ZoneOffset.ofHours(8);
    private static final Instant AT = Told.MORNING;
    private static final Optional<String> ANYWHERE = Optional.empty();

    private final Told told = new Told();
    private final JourneyBook book = new JourneyBook(station -> ZONE);

    private Journey journey(String record) {
        return book.ofRecord(record, ANYWHERE).get(0);
    }

    private Lags lags(Instant now) {
        return book.lags(now).getOrDefault("gate-1", Lags.NONE);
    }

    private static Instant after(double seconds) {
        return AT.plusMillis(Math.round(seconds * 1_000));
    }

    @Test
    void theWatchersEventsOfARecordAreOneJourney() {
        book.take(told.of(412, "2021001", "scan", AT));
        book.take(told.of(412, "2021001", "photo", after(0.4)));
        assertThat(journey("412").state()).isEqualTo(Journey.State.WAITING);
        book.take(told.of(412, "2021001", "sync", after(3.1)));
        book.take(told.of("412", "2021001", "sms", after(5)));

        Journey journey = journey("412");
        assertThat(journey.state()).isEqualTo(Journey.State.COMPLETE);
        assertThat(journey.student()).contains("2021001");
        assertThat(journey.at(Hop.SCAN)).contains(AT);
        assertThat(journey.lag(Hop.PHOTO)).contains(Duration.ofMillis(400));
        assertThat(journey.lag(Hop.SYNC)).contains(Duration.ofMillis(3_100));
        assertThat(journey.lag(Hop.SMS)).contains(Duration.ofSeconds(5));
        assertThat(journey.events()).extracting(EventId::toString).containsExactly("1-1", "1-2", "1-3", "1-4");
        assertThat(lags(AT).sync()).contains(new Spread(1, 3.1, 3.1, 3.1, 3.1));
    }

    @Test
    void theOldCallsNameOnlyTheStudent_P61_P63() {
        book.take(told.of(7, "2021001", "scan", AT));
        book.take(told.loose("2021001", "photo", after(0.4)));
        book.take(told.loose("2021001", "sms", after(5)));
        book.take(told.loose("2021002", "sms", after(6)));

        assertThat(journey("7").lag(Hop.PHOTO)).contains(Duration.ofMillis(400));
        assertThat(journey("7").lag(Hop.SMS)).contains(Duration.ofSeconds(5));
        assertThat(lags(AT).sms().orElseThrow().count()).isEqualTo(1);
    }

    @Test
    void aHopWithoutARecordBelongsToTheNewestScanOfItsTime() {
        book.take(told.of(1, "S", "scan", AT));
        book.take(told.of(2, "S", "scan", after(600)));
        book.take(told.loose("S", "sms", after(605)));
        book.take(told.loose("S", "photo", after(1)));

        assertThat(journey("1").at(Hop.SMS)).isEmpty();
        assertThat(journey("1").lag(Hop.PHOTO)).contains(Duration.ofSeconds(1));
        assertThat(journey("2").lag(Hop.SMS)).contains(Duration.ofSeconds(5));
        assertThat(journey("2").at(Hop.PHOTO)).isEmpty();
    }

    @Test
    void aHopIsNotJoinedWhenTheRecordHasOneOrTheScanIsTooLongAgo() {
        book.take(told.of(1, "S", "scan", AT));
        book.take(told.of(1, "S", "photo", after(2)));
        book.take(told.loose("S", "photo", after(1)));
        book.take(told.loose("S", "sms", after(1_800.001)));
        book.take(told.loose("T", "sms", after(1)));
        book.take(told.of(2, "T", "scan", after(20)));

        assertThat(journey("1").lag(Hop.PHOTO)).contains(Duration.ofSeconds(2));
        assertThat(journey("1").at(Hop.SMS)).isEmpty();
        assertThat(journey("2").at(Hop.SMS)).isEmpty();
    }

    @Test
    void theSameRecordAndStudentAtAnotherStationIsAnotherJourney() {
        book.take(told.of(1, "S", "scan", AT));
        book.take(told.at("gate-2", "scan", "scan", after(60), Map.of("record_id", 1, "student_id", "S")));
        book.take(told.at("gate-2", "sms", "sms", after(61), Map.of("student_id", "S")));

        assertThat(book.ofRecord("1", ANYWHERE)).hasSize(2);
        assertThat(book.ofRecord("1", Optional.of("gate-1")).get(0).at(Hop.SMS)).isEmpty();
        assertThat(book.ofRecord("1", Optional.of("gate-2")).get(0).lag(Hop.SMS))
                .contains(Duration.ofSeconds(1));
        assertThat(book.ofRecord("1", Optional.of("gate-3"))).isEmpty();
        assertThat(book.ofStudent("S", ANYWHERE, 10))
                .extracting(Journey::station)
                .containsExactly("gate-2", "gate-1");
        assertThat(book.ofStudent("S", ANYWHERE, 1))
                .extracting(Journey::station)
                .containsExactly("gate-2");
    }

    @Test
    void retriesAreCountedUntilTheCloudHasIt() {
        book.take(told.of(1, "S", "scan", AT));
        book.take(told.event("warning", "Cloud sync queued: S", after(1), Map.of("record_id", 1, "student_id", "S")));
        book.take(told.retry(1, "S", 3, after(90)));
        book.take(told.retry(1, "S", 2, after(60)));

        assertThat(journey("1").wasQueued()).isTrue();
        assertThat(journey("1").retries()).isEqualTo(3);
        assertThat(journey("1").state()).isEqualTo(Journey.State.WAITING);

        book.take(told.retry(1, "S", 10, after(300)));
        assertThat(journey("1").state()).isEqualTo(Journey.State.FAILED);
        assertThat(journey("1").failures()).isEqualTo(1);
        assertThat(journey("1").events()).extracting(EventId::toString).containsExactly("1-1", "1-5");

        book.take(told.of(1, "S", "sync", after(400)));
        assertThat(journey("1").state()).isEqualTo(Journey.State.COMPLETE);
        assertThat(journey("1").retries()).isEqualTo(10);
    }

    @Test
    void aFailedPhotoAndAFailedMessageOfTheOldCallsAreFailures_P61_P63() {
        book.take(told.of(1, "S", "scan", AT));
        book.take(told.of(1, "S", "sync", after(2)));
        book.take(told.event("error", "Photo failed: S", after(1), Map.of("student_id", "S", "error", "no frame")));
        assertThat(journey("1").state()).isEqualTo(Journey.State.FAILED);

        book.take(told.of(1, "S", "photo", after(3)));
        assertThat(journey("1").state()).isEqualTo(Journey.State.COMPLETE);

        book.take(told.event("error", "No modem: S", after(4), Map.of("student_id", "S", "phone", "+63•••••4567")));
        assertThat(journey("1").state()).isEqualTo(Journey.State.FAILED);
        assertThat(journey("1").failures()).isEqualTo(1);
    }

    @Test
    void whatNamesNothingThatCanBeFollowedIsLeftOut() {
        book.take(told.event("scan", "no record", AT, Map.of("student_id", "S")));
        book.take(told.event("sync", "no record", AT, Map.of("student_id", "S")));
        book.take(told.event("scan", "a long one", AT, Map.of("record_id", "9".repeat(65))));
        book.take(told.event("scan", "a list", AT, Map.of("record_id", List.of(1))));
        book.take(told.event("scan", "a fraction", AT, Map.of("record_id", 1.5)));
        book.take(told.event("backup", "another type", AT, Map.of("record_id", 1)));
        book.take(told.event("error", "Disk full", AT, Map.of("record_id", 1)));
        book.take(told.of(1, "S", "scan", AT.minus(Duration.ofHours(8)))); // yesterday

        assertThat(book.ofRecord("1", ANYWHERE)).isEmpty();
        assertThat(book.ofStudent("S", ANYWHERE, 10)).isEmpty();
        assertThat(book.ofRecord("9".repeat(65), ANYWHERE)).isEmpty();
    }

    @Test
    void aHopThatIsSaidToBeBeforeItsScanHasNoLag() {
        book.take(told.of(1, "S", "scan", AT));
        book.take(told.of(1, "S", "photo", after(-1)));
        assertThat(journey("1").lag(Hop.PHOTO)).contains(Duration.ZERO);
    }

    @Test
    void theOldestGoesWhenTheBookIsFull() {
        JourneyBook small = new JourneyBook(station -> ZONE, 100);
        for (int record = 0; record < 60; record++) {
            small.take(told.of(record, "S" + record % 40, "scan", after(record)));
            small.take(told.loose("T" + record, "sms", after(record)));
        }
        assertThat(IntStream.range(0, 60)
                        .filter(record -> !small.ofRecord(String.valueOf(record), ANYWHERE)
                                .isEmpty())
                        .boxed())
                .containsExactlyElementsOf(IntStream.range(10, 60).boxed().toList());
        assertThat(small.ofStudent("S5", ANYWHERE, 10))
                .extracting(Journey::record)
                .containsExactly("45");
    }

    @Test
    void aStudentWithVeryManyRecordsCostsNoMoreThanOthers() {
        for (int record = 0; record < 1_000; record++) {
            book.take(told.of(record, "S", "scan", after(record)));
            book.take(told.loose("S", "sms", after(record)));
        }
        assertThat(book.ofStudent("S", ANYWHERE, 1_000)).hasSize(16);
        assertThat(book.ofRecord("3", ANYWHERE)).hasSize(1);
    }

    @Test
    void yesterdaysJourneysLeaveAtMidnightAndTodaysStay() {
        Instant midnight = Instant.parse("2026-11-23T16:00:00Z");
        book.take(told.of(1, "S", "scan", AT));
        book.take(told.of(1, "S", "sync", after(4)));
        book.take(told.loose("S", "sms", after(5)));
        book.take(told.of(2, "S", "scan", midnight.plusSeconds(1)));
        assertThat(lags(midnight.minusSeconds(2)).sync()).isPresent();

        assertThat(book.lags(midnight)).containsOnly(Map.entry("gate-1", Lags.NONE));
        assertThat(book.ofRecord("1", ANYWHERE)).isEmpty();
        assertThat(book.ofStudent("S", ANYWHERE, 10))
                .extracting(Journey::record)
                .containsExactly("2");
    }

    @Test
    void lagsAreCountedOnceASecondAndNeverLate() {
        book.take(told.of(1, "S", "scan", AT));
        book.take(told.of(1, "S", "sync", after(4)));
        Map<String, Lags> first = book.lags(AT);
        book.take(told.of(2, "S", "scan", AT));
        book.take(told.of(2, "S", "sync", after(6)));

        assertThat(book.lags(AT.plusMillis(999))).isSameAs(first);
        assertThat(lags(AT.plusMillis(1_000)).sync()).contains(new Spread(2, 5, 4, 6, 6));
        assertThat(book.lags(AT.plusMillis(2_000))).isSameAs(book.lags(AT.plusMillis(3_000)));
    }
}
