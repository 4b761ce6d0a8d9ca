package org.rollcall.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rollcall.event.EventId;

class AlertBookTest {
    private static final Instant START = Instant.parse("2026-11-23T07:00:00Z");

    private final AlertBook book = new AlertBook(rules(Duration.ZERO), 50);
    private long sequence;

    private static Rules rules(Duration lasting) {
        return new Rules(List.of(
                rule("queue-size", "queue_size", true, 50, Optional.empty(), Level.WARNING, lasting),
                rule("failed-syncs", "failed_syncs", true, 10, Optional.empty(), Level.ERROR, lasting),
                rule(
                        "success-rate",
                        "success_rate",
                        false,
                        80,
                        Optional.of(new Rule.Guard("scans_today", 10)),
                        Level.WARNING,
                        lasting)));
    }

    private static Rule rule(
            String name,
            String metric,
            boolean above,
            double limit,
            Optional<Rule.Guard> guard,
            Level level,
            Duration lasting) {
        return new Rule(name, metric, above, limit, guard, lasting, level, name, "{value} of them", "look");
    }

    private List<Alert> observe(AlertBook alerts, Instant at, Map<String, Double> figures) {
        List<Alert> changed = alerts.observe("gate", figures, at, new EventId(1, sequence + 1));
        sequence += changed.size();
        return changed;
    }

    @ParameterizedTest(name = "P24 to P27: {0} = {1} with {2} scans fires: {3}")
    @CsvSource({
        "queue_size, 50, 0, false", "queue_size, 51, 0, true",
        "failed_syncs, 10, 0, false", "failed_syncs, 11, 0, true",
        "success_rate, 80, 100, false", "success_rate, 79.9, 100, true",
        "success_rate, 0, 10, false", "success_rate, 0, 11, true"
    })
    void comparisonsAreStrict_P27(String metric, double value, double scans, boolean fires) {
        List<Alert> changed = observe(book, START, Map.of(metric, value, "scans_today", scans));
        assertThat(changed).hasSize(fires ? 1 : 0);
    }

    @Test
    void firesOnceAndIsResolvedWhenMended_P24() {
        assertThat(observe(book, START, Map.of("queue_size", 51.0)))
                .extracting(Alert::state)
                .containsExactly(Alert.State.FIRING);
        assertThat(observe(book, START.plusSeconds(1), Map.of("queue_size", 60.0)))
                .isEmpty();
        List<Alert> end = observe(book, START.plusSeconds(2), Map.of("queue_size", 50.0));
        assertThat(end).extracting(Alert::state).containsExactly(Alert.State.RESOLVED);
        assertThat(book.open()).isEmpty();
        assertThat(book.all()).hasSize(1);
    }

    @Test
    void anAcknowledgedAlertIsToldNoMoreUntilItIsResolved() {
        EventId id = observe(book, START, Map.of("queue_size", 51.0)).get(0).id();
        Alert taken = book.acknowledge(id, "admin", "the router is being changed", START.plusSeconds(60))
                .orElseThrow();
        assertThat(taken.state()).isEqualTo(Alert.State.ACKNOWLEDGED);
        assertThat(book.acknowledge(id, "viewer", "", START.plusSeconds(61))).isEmpty();
        for (int minute = 2; minute < 20; minute++) {
            assertThat(observe(book, START.plus(Duration.ofMinutes(minute)), Map.of("queue_size", 50.0 + minute)))
                    .isEmpty();
        }
        assertThat(book.open()).containsExactly(book.find(id).orElseThrow());
        assertThat(book.find(id).orElseThrow().value()).isEqualTo(69.0);
        Instant mended = START.plus(Duration.ofMinutes(21));
        assertThat(observe(book, mended, Map.of("queue_size", 3.0)))
                .extracting(Alert::state)
                .containsExactly(Alert.State.RESOLVED);
        assertThat(book.acknowledge(id, "admin", "", mended)).isEmpty();
        // broken again within five minutes: the same alert, and nobody has taken that on
        Alert again = observe(book, mended.plusSeconds(60), Map.of("queue_size", 52.0))
                .get(0);
        assertThat(again.id()).isEqualTo(id);
        assertThat(again.state()).isEqualTo(Alert.State.FIRING);
        assertThat(again.acknowledgement()).isEmpty();
    }

    @Test
    void anAcknowledgedAlertSurvivesARestart() {
        EventId id = observe(book, START, Map.of("queue_size", 51.0)).get(0).id();
        Alert taken = book.acknowledge(id, "admin", "seen", START).orElseThrow();
        AlertBook after = new AlertBook(rules(Duration.ZERO), 50);
        after.restore(List.of(Alert.of(taken.document())));
        assertThat(after.open()).containsExactly(taken);
        assertThat(observe(after, START.plus(Duration.ofHours(1)), Map.of("queue_size", 51.0)))
                .isEmpty();
    }

    @Test
    void isRepeatedAtMostEveryFiveMinutesWhileItFires_P28() {
        List<Alert> told = new ArrayList<>();
        for (int second = 0; second <= 11 * 60; second++) {
            told.addAll(observe(book, START.plusSeconds(second), Map.of("queue_size", 51.0 + second)));
        }
        assertThat(told).hasSize(3); // at 0, 5 and 10 minutes, although its text changes each second
        assertThat(told).extracting(Alert::id).containsOnly(told.get(0).id());
        assertThat(told.get(2).repeats()).isEqualTo(2);
    }

    @Test
    void breakingAgainWithinFiveMinutesIsTheSameAlert_P28() {
        EventId id = observe(book, START, Map.of("queue_size", 51.0)).get(0).id();
        observe(book, START.plusSeconds(10), Map.of("queue_size", 1.0));
        assertThat(observe(book, START.plusSeconds(20), Map.of("queue_size", 51.0)))
                .extracting(Alert::id)
                .containsExactly(id);
        observe(book, START.plusSeconds(30), Map.of("queue_size", 1.0));
        assertThat(observe(book, START.plusSeconds(400), Map.of("queue_size", 51.0)))
                .extracting(Alert::id)
                .doesNotContain(id);
    }

    @Test
    void oneThatFlapsIsTheSameAlertHoweverManyOthersAreOpen_P28() {
        AlertBook full = new AlertBook(rules(Duration.ZERO), 1);
        observe(full, START, Map.of("failed_syncs", 11.0));
        List<EventId> ids = new ArrayList<>();
        for (int second = 0; second < 60; second++) {
            full.trim(START.plusSeconds(second), id -> false);
            observe(full, START.plusSeconds(second), Map.of("queue_size", second % 2 == 0 ? 51.0 : 1.0))
                    .forEach(alert -> ids.add(alert.id()));
            assertThat(full.find(ids.get(0)))
                    .hasValueSatisfying(alert -> assertThat(alert.isOpen()).isEqualTo(alert.value() > 50));
        }
        assertThat(ids).hasSize(60).containsOnly(ids.get(0));
    }

    @Test
    void theEndedOnesThatThereIsNoRoomForGoOldestFirstOnceTheyAreOver() {
        AlertBook small = new AlertBook(rules(Duration.ZERO), 2);
        List<EventId> ids = new ArrayList<>();
        Instant at = START;
        for (int i = 0; i < 5; i++) {
            at = START.plus(Duration.ofMinutes(10L * i));
            ids.add(observe(small, at, Map.of("queue_size", 51.0)).get(0).id());
            observe(small, at.plusSeconds(1), Map.of("queue_size", 1.0));
        }
        small.trim(at.plusSeconds(2), ids.get(1)::equals);
        assertThat(small.all()).extracting(Alert::id).containsExactly(ids.get(1), ids.get(4));
        observe(small, at.plusSeconds(3), Map.of("failed_syncs", 11.0));
        small.trim(at.plusSeconds(4), id -> false);
        assertThat(small.all()).as("what is open takes no room").hasSize(3);
    }

    @Property
    void oneAlertForEachSubjectWithinFiveMinutesHoweverFewAreKept_P28(
            @ForAll @Size(max = 80) List<@IntRange(max = 4 * 2 * 400 - 1) Integer> steps,
            @ForAll @IntRange(min = 1, max = 6) int keep) {
        AlertBook alerts = new AlertBook(rules(Duration.ZERO), keep);
        Map<String, Alert> last = new HashMap<>();
        Instant at = START;
        for (int step : steps) {
            at = at.plusSeconds(step / 8);
            String station = "gate-" + step % 4;
            Map<String, Double> figures = Map.of("queue_size", step / 4 % 2 == 0 ? 51.0 : 1.0);
            alerts.trim(at, id -> false);
            assertThat(alerts.all().size() - alerts.open().size()).isLessThanOrEqualTo(Math.max(keep, 4));
            for (Alert told : alerts.observe(station, figures, at, new EventId(1, ++sequence))) {
                Alert before = last.put(station, told);
                Instant now = at;
                boolean same = before != null
                        && before.resolvedAt()
                                .map(end -> now.isBefore(end.plus(AlertBook.REPEAT)))
                                .orElse(true);
                assertThat(before != null && told.id().equals(before.id())).isEqualTo(same);
                assertThat(alerts.find(told.id())).contains(told);
            }
        }
    }

    @Test
    void afterAClockThatWasADayAheadAnOpenAlertIsToldAtOnceAndEveryFiveMinutes() {
        Instant tomorrow = START.plus(Duration.ofDays(1));
        EventId id = observe(book, tomorrow, Map.of("queue_size", 51.0)).get(0).id();
        List<Alert> told = new ArrayList<>();
        for (int second = 0; second <= 11 * 60; second++) {
            told.addAll(observe(book, START.plusSeconds(second), Map.of("queue_size", 51.0)));
        }
        assertThat(told).hasSize(3).allSatisfy(alert -> {
            assertThat(alert.id()).isEqualTo(id);
            assertThat(alert.since()).isEqualTo(START);
            assertThat(alert.firedAt()).isEqualTo(START);
        });
    }

    @Test
    void afterAClockThatWasADayAheadWhatSomebodyHasTakenOnStaysQuietWithTimesThatHaveBeen() {
        Instant tomorrow = START.plus(Duration.ofDays(1));
        EventId id = observe(book, tomorrow, Map.of("queue_size", 51.0)).get(0).id();
        book.acknowledge(id, "admin", "seen", tomorrow);
        assertThat(observe(book, START, Map.of("queue_size", 52.0))).isEmpty();
        Alert taken = book.find(id).orElseThrow();
        assertThat(List.of(
                        taken.since(),
                        taken.firedAt(),
                        taken.updatedAt(),
                        taken.acknowledgement().orElseThrow().at()))
                .containsOnly(START);
    }

    @Test
    void whatEndedWhileTheClockWasADayAheadIsNotTheSameAlertAsOneOfNow() {
        Instant tomorrow = START.plus(Duration.ofDays(1));
        EventId id = observe(book, tomorrow, Map.of("queue_size", 51.0)).get(0).id();
        observe(book, tomorrow.plusSeconds(1), Map.of("queue_size", 1.0));
        Alert now = observe(book, START, Map.of("queue_size", 51.0)).get(0);
        assertThat(now.id()).isNotEqualTo(id);
        assertThat(now.firedAt()).isEqualTo(START);
        assertThat(now.updatedAt()).isEqualTo(START);
    }

    @Test
    void whatEndsAfterTheClockWentBackDidNotEndBeforeItFired() {
        observe(book, START.plus(Duration.ofDays(1)), Map.of("queue_size", 51.0));
        Alert end = observe(book, START, Map.of("queue_size", 1.0)).get(0);
        assertThat(end.resolvedAt()).contains(START);
        assertThat(List.of(end.since(), end.firedAt(), end.updatedAt())).containsOnly(START);
    }

    @Test
    void aRuleThatMustLastWaitsNoLongerThanThatAfterTheClockWentBack() {
        AlertBook patient = new AlertBook(rules(Duration.ofSeconds(30)), 50);
        observe(patient, START.plus(Duration.ofDays(1)), Map.of("queue_size", 51.0));
        assertThat(observe(patient, START, Map.of("queue_size", 51.0))).isEmpty();
        assertThat(observe(patient, START.plusSeconds(30), Map.of("queue_size", 51.0)))
                .extracting(Alert::since)
                .containsExactly(START);
    }

    @Property
    void howeverTheClockJumpsWhatIsToldHasTimesThatHaveBeenAndNoneIsSilentForLonger(
            @ForAll @Size(max = 60) List<@IntRange(min = -100_000, max = 100_000) Integer> jumps) {
        AlertBook alerts = new AlertBook(rules(Duration.ZERO), 1);
        Instant at = START;
        for (int jump : jumps) {
            at = at.plusSeconds(jump);
            Instant now = at;
            alerts.trim(now, id -> false);
            assertThat(alerts.all().size() - alerts.open().size()).isLessThanOrEqualTo(1);
            assertThat(observe(alerts, now, Map.of("queue_size", jump % 3 == 0 ? 1.0 : 51.0)))
                    .allSatisfy(told -> assertThat(List.of(
                                    told.since(),
                                    told.firedAt(),
                                    told.updatedAt(),
                                    told.resolvedAt().orElse(now)))
                            .allSatisfy(time -> assertThat(time).isBeforeOrEqualTo(now)));
            assertThat(alerts.open())
                    .allSatisfy(alert ->
                            assertThat(alert.updatedAt()).isBeforeOrEqualTo(now).isAfter(now.minus(AlertBook.REPEAT)));
        }
    }

    @Test
    void aFigureThatIsNotKnownNeitherFiresNorResolves() {
        observe(book, START, Map.of("queue_size", 51.0));
        assertThat(observe(book, START.plusSeconds(1), Map.of())).isEmpty();
        assertThat(book.open()).hasSize(1);
    }

    private static List<Alert> unsettled(AlertBook book, Instant at, double queue) {
        return book.observe(
                "gate",
                new Observation(Map.of("queue_size", queue), Map.of(), java.util.Set.of("queue_size"), Map.of()),
                at,
                new EventId(1, 100));
    }

    @Test
    void whatLateReportsBreakOpensNothingUntilItWasFineOnce() {
        assertThat(unsettled(book, START, 51)).isEmpty();
        assertThat(observe(book, START.plusSeconds(1), Map.of("queue_size", 52.0)))
                .isEmpty();
        AlertBook restarted = new AlertBook(rules(Duration.ZERO), 50);
        restarted.restoreHeld(book.held());
        for (AlertBook each : List.of(book, restarted)) {
            assertThat(observe(each, START.plusSeconds(2), Map.of("queue_size", 52.0)))
                    .isEmpty();
            assertThat(observe(each, START.plusSeconds(3), Map.of("queue_size", 50.0)))
                    .isEmpty();
            assertThat(observe(each, START.plusSeconds(4), Map.of("queue_size", 51.0)))
                    .hasSize(1);
        }
    }

    @Test
    void whatWasBrokenBeforeLateReportsStaysOpenUntilTheFigureIsSettled() {
        observe(book, START, Map.of("queue_size", 51.0));
        assertThat(unsettled(book, START.plusSeconds(1), 1)).isEmpty();
        assertThat(unsettled(book, START.plusSeconds(2), 60)).isEmpty();
        assertThat(book.open()).hasSize(1);
        assertThat(book.held()).isEmpty();
        assertThat(observe(book, START.plusSeconds(3), Map.of("queue_size", 1.0)))
                .extracting(Alert::state)
                .containsExactly(Alert.State.RESOLVED);
    }

    @Test
    void anEndIsToldWithItsReasonWhereThatIsKnown() {
        observe(book, START, Map.of("queue_size", 51.0));
        Observation ended = new Observation(
                Map.of("queue_size", 0.0),
                Map.of("queue_size", "It was emptied by hand."),
                java.util.Set.of(),
                Map.of());
        assertThat(book.observe("gate", ended, START.plusSeconds(1), new EventId(1, 100)))
                .extracting(Alert::reason)
                .containsExactly("It was emptied by hand.");
    }

    @Test
    void survivesARestartWithoutAlertingAgain() {
        observe(book, START, Map.of("failed_syncs", 11.0));
        AlertBook restarted = new AlertBook(rules(Duration.ZERO), 50);
        restarted.restore(
                book.all().stream().map(Alert::document).map(Alert::of).toList());
        assertThat(restarted.all()).isEqualTo(book.all());
        assertThat(observe(restarted, START.plusSeconds(5), Map.of("failed_syncs", 12.0)))
                .isEmpty();
        assertThat(observe(restarted, START.plusSeconds(6), Map.of("failed_syncs", 0.0)))
                .extracting(Alert::state)
                .containsExactly(Alert.State.RESOLVED);
    }

    @Test
    void aRuleThatMustLastWaits() {
        AlertBook patient = new AlertBook(rules(Duration.ofSeconds(30)), 50);
        assertThat(observe(patient, START, Map.of("queue_size", 51.0))).isEmpty();
        assertThat(observe(patient, START.plusSeconds(29), Map.of("queue_size", 51.0)))
                .isEmpty();
        assertThat(observe(patient, START.plusSeconds(30), Map.of("queue_size", 51.0)))
                .hasSize(1);
    }

    @Property
    void everyAlertPathCanBeResolvedAndNoneFiresTwiceAtATime(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 100) Integer> queue) {
        AlertBook alerts = new AlertBook(rules(Duration.ZERO), 50);
        Instant at = START;
        for (int size : queue) {
            at = at.plusSeconds(47);
            observe(alerts, at, Map.of("queue_size", (double) size));
            assertThat(alerts.open()).hasSize(size > 50 ? 1 : 0);
        }
        observe(alerts, at.plusSeconds(1), Map.of("queue_size", 0.0));
        assertThat(alerts.open()).isEmpty();
        assertThat(alerts.all()).extracting(Alert::id).doesNotHaveDuplicates();
    }

    @Test
    void aStationsOwnThresholdFiresForItAndNotForAnother_P77() {
        Rule rule = new Rule(
                "queue-size",
                "queue_size",
                true,
                50,
                Optional.empty(),
                Duration.ZERO,
                Level.WARNING,
                "Queue over 50",
                "{value}",
                "look");
        Rules rules = new Rules(List.of(rule));
        AlertBook both = new AlertBook(rules, 50);
        Map<String, Double> figures = Map.of("queue_size", 20.0);
        Map<String, Double> own = Map.of("queue-size", 12.5);

        assertThat(both.observe("gate-1", figures, Map.of(), START, new EventId(1, 1)))
                .isEmpty();
        assertThat(both.observe("gate-2", figures, own, START, new EventId(1, 1)))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.message()).isEqualTo("Queue over 12.5");
                    assertThat(alert.limit()).isEqualTo(12.5);
                });
        rules.moveThreshold("queue-size", 10); // means those without one of their own
        assertThat(both.observe("gate-1", figures, Map.of(), START, new EventId(1, 2)))
                .hasSize(1);
        assertThat(rules.inForce(own)).isEqualTo(Map.of("queue-size", 12.5));
        assertThat(rules.inForce(Map.of())).isEqualTo(Map.of("queue-size", 10.0));
        assertThat(both.observe("gate-2", figures, Map.of("queue-size", 30.0), START, new EventId(1, 3)))
                .extracting(Alert::state)
                .containsExactly(Alert.State.RESOLVED);
    }

    @Test
    void anOpenAlertSaysTheLimitThatCountsNow() {
        Rule rule = new Rule(
                "queue-size",
                "queue_size",
                true,
                50,
                Optional.empty(),
                Duration.ZERO,
                Level.WARNING,
                "Queue over 50",
                "{value}",
                "look");
        Rules rules = new Rules(List.of(rule));
        AlertBook moving = new AlertBook(rules, 50);
        EventId id = observe(moving, START, Map.of("queue_size", 90.0)).get(0).id();
        rules.moveThreshold("queue-size", 60);
        assertThat(observe(moving, START.plusSeconds(1), Map.of("queue_size", 90.0)))
                .isEmpty();
        assertThat(moving.find(id).orElseThrow().limit()).isEqualTo(60);
        rules.moveThreshold("queue-size", 70);
        List<Alert> told = new ArrayList<>(observe(moving, START.plusSeconds(300), Map.of("queue_size", 90.0)));
        observe(moving, START.plusSeconds(301), Map.of("queue_size", 1.0));
        rules.moveThreshold("queue-size", 80);
        told.addAll(observe(moving, START.plusSeconds(302), Map.of("queue_size", 90.0)));
        assertThat(told).extracting(Alert::id).containsExactly(id, id);
        assertThat(told).extracting(Alert::message).containsExactly("Queue over 70", "Queue over 80");
        assertThat(told).extracting(Alert::limit).containsExactly(70.0, 80.0);
    }

    @Test
    void aStationThatComesBackWaitsAnewWithARuleThatMustLast() {
        AlertBook patient = new AlertBook(rules(Duration.ofSeconds(30)), 50);
        observe(patient, START, Map.of("queue_size", 51.0));
        assertThat(patient.withdraw(station -> station.equals("gate"), START.plusSeconds(1)))
                .isEmpty();
        Instant back = START.plus(Duration.ofDays(1));
        assertThat(observe(patient, back, Map.of("queue_size", 51.0))).isEmpty();
        assertThat(observe(patient, back.plusSeconds(30), Map.of("queue_size", 51.0)))
                .extracting(Alert::since)
                .containsExactly(back);
    }

    @Test
    void theAlertsOfAStationThatIsGoneAreResolved() {
        observe(book, START, Map.of("queue_size", 51.0));
        assertThat(book.withdraw(station -> !station.equals("gate"), START)).isEmpty();
        assertThat(book.withdraw(station -> station.equals("gate"), START.plusSeconds(1)))
                .extracting(Alert::state)
                .containsExactly(Alert.State.RESOLVED);
        assertThat(book.open()).isEmpty();
    }
}
