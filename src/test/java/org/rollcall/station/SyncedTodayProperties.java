package org.rollcall.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;

/** Of a station that only reports, synced today are today's scans that have reached the cloud. */
class SyncedTodayProperties {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-24T00:00:00Z");
    private static final Instant SEVEN = MIDNIGHT.plus(Duration.ofHours(7));

    /** What a station tells; a record that is empty is not named. */
    record Told(String type, Instant at, String record) {}

    private static StationBoard board(ZoneId zone) {
        return new StationBoard(
                new StationSettings(List.of("cloud"), zone, Duration.ofMinutes(15)),
                "gate",
                MIDNIGHT.minusSeconds(90_000));
    }

    private static void tell(StationBoard board, Told told, Instant now) {
        Map<String, Object> data = told.record().isEmpty() ? Map.of() : Map.of("record_id", told.record());
        tell(board, told.type(), told.at(), data, now);
    }

    private static void tell(StationBoard board, String type, Instant at, Map<String, Object> data, Instant now) {
        board.apply(
                new Event(new EventId(1, 1), Event.Kind.EVENT, at, now, "gate", type, "m", data, Optional.empty()),
                now);
    }

    private static void scan(StationBoard board, Instant at, Object record) {
        tell(board, "scan", at, Map.of("record_id", record), at);
    }

    private static void sync(StationBoard board, Instant at, Object record) {
        tell(board, "sync", at, Map.of("record_id", record), at);
    }

    private static Figures figures(StationBoard board, Instant now) {
        board.settle(now);
        return board.views(now).get(0).figures();
    }

    private static OptionalLong synced(StationBoard board, Instant now) {
        return figures(board, now).syncedToday();
    }

    @Example
    void yesterdaysScansThatReachTheCloudTodayAreNotTodays_P35() {
        StationBoard board = board(ZoneOffset.UTC);
        for (int i = 0; i < 300; i++) {
            scan(board, SEVEN.minus(Duration.ofDays(1)).plusSeconds(i), i);
        }
        for (int i = 0; i < 300; i++) {
            sync(board, SEVEN.minusSeconds(3_600 - i), i);
        }
        for (int i = 0; i < 200; i++) {
            scan(board, SEVEN.plusSeconds(i), 1_000 + i);
        }
        Figures figures = figures(board, SEVEN.plusSeconds(200));
        assertThat(figures.scansToday()).hasValue(200);
        assertThat(figures.syncedToday()).hasValue(0);
        assertThat(figures.successRate()).hasValue(0);
        sync(board, SEVEN.plusSeconds(210), "1000"); // 1000 and "1000" are one record
        sync(board, SEVEN.plusSeconds(220), "1000");
        assertThat(figures(board, SEVEN.plusSeconds(220)).successRate()).hasValue(0.5);
    }

    @Example
    void aSyncThatFailedHasNotReachedTheCloud() {
        StationBoard board = board(ZoneOffset.UTC);
        scan(board, SEVEN, 1);
        tell(board, "sync", SEVEN.plusSeconds(1), Map.of("record_id", 1, "error", "no route"), SEVEN.plusSeconds(1));
        assertThat(synced(board, SEVEN.plusSeconds(2))).hasValue(0);
    }

    @Example
    void aRecordsNumberThatComesAgainTheNextDayIsAnotherScan() {
        StationBoard board = board(ZoneOffset.UTC);
        scan(board, SEVEN, 1);
        sync(board, SEVEN.plusSeconds(2), 1);
        Instant next = SEVEN.plus(Duration.ofDays(1));
        assertThat(synced(board, SEVEN.plusSeconds(3))).hasValue(1);
        scan(board, next, 1);
        assertThat(synced(board, next.plusSeconds(1))).hasValue(0);
        sync(board, next.plusSeconds(2), 1);
        assertThat(synced(board, next.plusSeconds(3))).hasValue(1);
    }

    @Example
    void theDayThatIsAnHourLongerBeginsAtItsMidnight() {
        StationBoard board = board(ZoneId.of("Europe/Berlin")); // the 25th of October 2026 has 25 hours
        Instant midnight = Instant.parse("2026-10-24T22:00:00Z");
        scan(board, midnight.minusSeconds(60), "before");
        scan(board, midnight, "first");
        sync(board, midnight.plusSeconds(60), "before");
        sync(board, midnight.plusSeconds(60), "first");
        assertThat(synced(board, midnight.plusSeconds(90_000 - 61))).hasValue(1);
        assertThat(synced(board, midnight.plusSeconds(90_000))).hasValue(0);
    }

    @Example
    void aStationThatMovesToAnotherZoneKeepsItsSyncedScans() {
        SyncedScans scans = new SyncedScans(new DayBook());
        scans.begin(MIDNIGHT);
        scans.scan("1", SEVEN);
        scans.sync("1", SEVEN.plusSeconds(60));
        scans.begin(MIDNIGHT.plus(Duration.ofHours(8)));
        assertThat(scans.matched()).isZero();
        scans.begin(MIDNIGHT.minus(Duration.ofHours(5)));
        assertThat(scans.matched()).isEqualTo(1);
    }

    @Example
    void moreRecordsThanAreRememberedCountLikeThoseWithoutANameAndTheNextDayHasRoomAgain() {
        SyncedScans scans = new SyncedScans(new DayBook());
        scans.begin(MIDNIGHT);
        for (int i = 0; i < SyncedScans.MOST; i++) {
            assertThat(scans.scan("r" + i, SEVEN)).isTrue();
            assertThat(scans.sync("r" + i, SEVEN)).isTrue();
        }
        assertThat(scans.scan("one more", SEVEN)).isFalse();
        assertThat(scans.sync("r7", SEVEN)).isTrue();
        assertThat(scans.matched()).isEqualTo(SyncedScans.MOST);
        scans.begin(MIDNIGHT.plus(Duration.ofDays(1)));
        assertThat(scans.scan("one more", SEVEN.plus(Duration.ofDays(1)))).isTrue();
        assertThat(scans.sync("one more", SEVEN.plus(Duration.ofDays(1)))).isTrue();
        assertThat(scans.matched()).isEqualTo(1);
    }

    /** A hundred gates hold a hundred of these, for as long as the server runs. */
    @Example
    void whatIsOlderThanTheDayBeforeIsForgotten() {
        SyncedScans scans = new SyncedScans(new DayBook());
        for (int day = 0; day < 30; day++) {
            Instant midnight = MIDNIGHT.plus(Duration.ofDays(day));
            scans.begin(midnight);
            for (int i = 0; i < 3_000; i++) {
                scans.scan(day + "-" + i, midnight.plusSeconds(i));
                scans.sync(day + "-" + i, midnight.plusSeconds(i));
            }
            assertThat(scans.matched()).isEqualTo(3_000);
            assertThat(scans.kept()).isLessThanOrEqualTo(6_000);
        }
    }

    @Provide
    Arbitrary<List<Told>> twoDays() {
        Arbitrary<Integer> minute = Arbitraries.integers().between(-24 * 60, 24 * 60 - 1);
        Arbitrary<String> record = Arbitraries.of("", "1", "2", "3", "4", "5", "6", "7");
        return Combinators.combine(Arbitraries.of("scan", "sync"), minute, record)
                .as((type, at, name) -> new Told(type, MIDNIGHT.plusSeconds(60L * at), name))
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 500)
    void inWhateverOrderTheyAreToldAndWheneverItIsLookedTheCountIsThatOfTheDay(
            @ForAll("twoDays") List<Told> told, @ForAll long order) {
        List<Told> shuffled = new ArrayList<>(told);
        Collections.shuffle(shuffled, new Random(order));
        Instant evening = MIDNIGHT.plus(Duration.ofDays(1)).minusSeconds(1);
        StationBoard live = board(ZoneOffset.UTC);
        told.stream().sorted(java.util.Comparator.comparing(Told::at)).forEach(one -> {
            tell(live, one, one.at());
            figures(live, one.at());
        });
        StationBoard late = board(ZoneOffset.UTC);
        tell(late, new Told("sms", evening, ""), evening);
        shuffled.forEach(one -> tell(late, one, evening));
        StationBoard again = board(ZoneOffset.UTC);
        again.count("gate", "sms", evening, 1, evening);
        for (Told one : shuffled) {
            if (!one.at().isBefore(MIDNIGHT)) {
                again.count("gate", one.type(), one.at(), 1, evening);
                again.passed("gate", one.type(), "", one.record(), one.at(), evening);
            }
        }
        tell(live, new Told("sms", evening, ""), evening);
        long expected = expected(told);
        assertThat(synced(live, evening)).as("live").hasValue(expected);
        assertThat(synced(late, evening)).as("late").hasValue(expected);
        assertThat(synced(again, evening)).as("after a restart").hasValue(expected);
    }

    /** By sets of names. */
    private static long expected(List<Told> told) {
        List<Told> today =
                told.stream().filter(one -> !one.at().isBefore(MIDNIGHT)).toList();
        List<Told> scans =
                today.stream().filter(one -> one.type().equals("scan")).toList();
        List<Told> syncs =
                today.stream().filter(one -> one.type().equals("sync")).toList();
        Set<String> scanned = names(scans);
        Set<String> synced = names(syncs);
        long matched = scans.stream()
                .filter(one -> !one.record().isEmpty() && synced.contains(one.record()))
                .count();
        long other = synced.stream().filter(name -> !scanned.contains(name)).count();
        long unnamedScans = scans.stream().filter(one -> one.record().isEmpty()).count();
        long unnamedSyncs = syncs.stream().filter(one -> one.record().isEmpty()).count();
        return Math.min(scans.size(), matched + Math.min(other, unnamedScans) + unnamedSyncs);
    }

    private static Set<String> names(List<Told> told) {
        return told.stream().map(Told::record).filter(name -> !name.isEmpty()).collect(Collectors.toSet());
    }
}
