package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rollcall.config.RetentionSettings;
import org.rollcall.event.Event;
import org.rollcall.event.Signal;
import org.rollcall.event.SourceState;
import org.rollcall.event.Vitals;
import org.rollcall.history.Chart;
import org.rollcall.history.Grid;
import org.rollcall.history.HistoryQuery;
import org.rollcall.history.Series;
import org.rollcall.history.Step;
import org.rollcall.log.StoreException;
import org.rollcall.station.Attention;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.HistoryDesk.Happened;
import org.rollcall.timetable.SchoolCalendar;
import org.rollcall.timetable.Timetable;
import org.rollcall.worker.Worker;

class SqliteHistoryTest {
    private static final double NONE = Double.NaN;
    private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");
    private static final Instant SEVEN = Instant.parse("2026-11-23T07:00:00Z");

    private final HistoryDesk desk = new HistoryDesk(RetentionSettings.USUAL);

    @AfterEach
    void close() {
        desk.close();
    }

    private double[] minutes(Series series, int number, String... stations) {
        return desk.column(series, Step.MINUTE, SEVEN, SEVEN.plus(Duration.ofMinutes(number)), stations);
    }

    private double[] days(Series series, int number, String... stations) {
        return desk.column(series, Step.DAY, MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(number)), stations);
    }

    private void see(String station, long queue, long failed, long scans, long synced, SourceState... source) {
        desk.views.removeIf(view -> view.name().equals(station));
        desk.views.add(HistoryDesk.view(station, MIDNIGHT, queue, failed, scans, synced, source));
        desk.history.turn();
    }

    private void later(Duration time) {
        desk.now = desk.now.plus(time);
    }

    @Test
    void nothingInAWatchedMinuteIsAZeroAndInAnotherOneNotKnown() {
        see("gate-1", 0, 0, 0, 0);
        later(Duration.ofMinutes(2));
        see("gate-1", 0, 0, 0, 0);
        assertThat(minutes(Series.SCANS, 4)).containsExactly(0, NONE, 0, NONE);
        assertThat(minutes(Series.SCANS, 4, "gate-9")).containsOnly(NONE);
    }

    @Test
    void aStationWhoseSourceCannotBeReadIsNotSaidToHaveScannedNothing() {
        SourceState missing = new SourceState(
                "attendance database",
                SourceState.Condition.MISSING,
                "data/attendance.db",
                SEVEN,
                "It is missing.",
                Optional.empty(),
                Optional.empty(),
                SEVEN,
                Duration.ofSeconds(5),
                List.of());
        see("gate-1", 3, 0, 10, 10, missing);
        assertThat(minutes(Series.SCANS, 1)).containsExactly(NONE);
        assertThat(minutes(Series.QUEUE_SIZE, 1)).containsExactly(NONE);
    }

    private static Vitals waiting(long queue) {
        OptionalDouble unknown = OptionalDouble.empty();
        return new Vitals(unknown, unknown, unknown, unknown, OptionalLong.of(queue), Optional.empty(), unknown);
    }

    private void watch(StationBoard board, Duration time) {
        for (Instant end = desk.now.plus(time); desk.now.isBefore(end); later(Duration.ofMinutes(1))) {
            board.settle(desk.now);
            desk.views.clear();
            desk.views.addAll(board.views(desk.now));
            desk.history.turn();
        }
    }

    private double[] hours(Series series, String station) {
        return desk.column(series, Step.HOUR, SEVEN, SEVEN.plus(Duration.ofHours(4)), station);
    }

    @Test
    void aStationThatNobodyHearsIsNotSaidToHaveScannedNothing() {
        StationBoard board = board(Attention.DEFAULT);
        board.apply(new Signal.Heartbeat("gate-1", waiting(57), SEVEN));
        watch(board, Duration.ofHours(3));
        board.apply(new Signal.Heartbeat("gate-1", waiting(3), desk.now));
        watch(board, Duration.ofHours(1));
        assertThat(hours(Series.SCANS, "gate-1")).containsExactly(0, NONE, NONE, 0);
        assertThat(hours(Series.QUEUE_SIZE, "gate-1")).containsExactly(57, NONE, NONE, 3);
        assertThat(hours(Series.SUCCESS_RATE, "gate-1")).containsExactly(100, NONE, NONE, 100);
        assertThat(hours(Series.SCANS, "never")).containsOnly(NONE);
    }

    @Test
    void aStationThatIsAsleepHasScannedNothing() {
        SchoolCalendar calendar = SchoolCalendar.always();
        Attention usual = Attention.DEFAULT;
        StationBoard board = board(new Attention(
                Optional.of(Timetable.parse("mon-sun 07:00-08:00, 10:00-11:00", calendar)),
                calendar,
                usual.silentAfter(),
                usual.grace(),
                usual.scansDue(),
                usual.late(),
                usual.repeats()));
        board.apply(new Signal.Heartbeat("gate-1", waiting(57), SEVEN.plus(Duration.ofMinutes(59))));
        desk.now = SEVEN.plus(Duration.ofMinutes(59)).plusSeconds(10);
        watch(board, Duration.ofHours(3));
        assertThat(hours(Series.SCANS, "gate-1")).containsExactly(0, 0, 0, 0);
        assertThat(hours(Series.QUEUE_SIZE, "gate-1")).containsExactly(57, 57, 57, 57);
        assertThat(desk.column(
                        Series.SCANS,
                        Step.MINUTE,
                        SEVEN.plus(Duration.ofMinutes(181)),
                        SEVEN.plus(Duration.ofMinutes(184)),
                        "gate-1"))
                .as("until it is missed in the next window")
                .containsExactly(0, NONE, NONE);
    }

    private static StationBoard board(Attention attention) {
        StationSettings settings =
                new StationSettings(List.of("cloud"), ZoneOffset.UTC, Duration.ofMinutes(15), attention);
        return new StationBoard(settings, List.of("gate-1", "never"), Map.of(), SEVEN);
    }

    @Test
    void aStationWhoseDatabaseIsReadIsWatchedWhateverItsHeartbeatDoes() {
        SourceState reading = new SourceState(
                "attendance database",
                SourceState.Condition.READING,
                "data/attendance.db",
                SEVEN,
                "It is read.",
                Optional.empty(),
                Optional.of(SEVEN),
                SEVEN,
                Duration.ofSeconds(5),
                List.of());
        StationBoard board = board(Attention.DEFAULT);
        board.apply(new Signal.Heartbeat("gate-1", waiting(57), SEVEN));
        board.apply(new Signal.SourceReport("gate-1", reading));
        watch(board, Duration.ofMinutes(10));
        assertThat(minutes(Series.SCANS, 10, "gate-1")).containsOnly(0);
    }

    @Test
    void whileTheClockIsFarAheadWhatIsCountedIsNotTooOld() {
        desk.append("gate-1", "scan", SEVEN);
        desk.settle();
        later(Duration.ofMinutes(1));
        desk.ahead = Duration.ofDays(12 * 365);
        desk.append("gate-1", "scan", SEVEN.plusSeconds(60));
        desk.settle();
        later(Duration.ofMinutes(1));
        desk.ahead = Duration.ZERO;
        desk.append("gate-1", "scan", SEVEN.plusSeconds(120));
        desk.settle();
        assertThat(minutes(Series.SCANS, 3)).containsExactly(1, 1, 1);
        assertThat(hours(Series.SCANS, "gate-1")).startsWith(3);
        assertThat(days(Series.SCANS, 1)).containsExactly(3);
    }

    @Test
    void aLateEventCountsInTheMinuteInWhichItHappened() {
        desk.append("gate-1", "scan", SEVEN.plusSeconds(61));
        desk.settle();
        later(Duration.ofDays(2));
        desk.append("gate-1", "scan", SEVEN.plusSeconds(119));
        desk.append("gate-1", "scan", SEVEN.plusSeconds(120));
        desk.settle();
        assertThat(minutes(Series.SCANS, 4)).containsExactly(NONE, 2, 1, NONE);
        assertThat(days(Series.SCANS, 3)).containsExactly(3, NONE, NONE);
    }

    @Test
    void longBinsHaveTheHighestQueueAndTheDaysRate() {
        see("gate-1", 3, 1, 10, 5);
        later(Duration.ofMinutes(1));
        see("gate-1", 9, 0, 20, 18);
        later(Duration.ofMinutes(1));
        see("gate-1", 2, -1, -1, -1);
        assertThat(minutes(Series.QUEUE_SIZE, 3)).containsExactly(3, 9, 2);
        assertThat(minutes(Series.FAILED_SYNCS, 3)).containsExactly(1, 0, NONE);
        assertThat(minutes(Series.SUCCESS_RATE, 3)).containsExactly(50, 90, NONE);
        assertThat(days(Series.QUEUE_SIZE, 1)).containsExactly(9);
        assertThat(days(Series.FAILED_SYNCS, 1)).containsExactly(1);
        assertThat(days(Series.SUCCESS_RATE, 1)).containsExactly(90);
    }

    @Test
    void figuresThatAreStillYesterdaysDoNotBecomeTodaysRate() {
        see("gate-1", 1, 0, 100, 50);
        later(Duration.ofDays(1));
        see("gate-1", 1, 0, 100, 50); // its day still began at yesterday's midnight
        assertThat(days(Series.SUCCESS_RATE, 2)).containsExactly(50, NONE);
        assertThat(days(Series.QUEUE_SIZE, 2)).containsExactly(1, 1);
    }

    @Test
    void togetherStationsAreAddedAndTheirRateIsThatOfAllScans() {
        see("gate-1", 3, 1, 30, 30);
        later(Duration.ofMinutes(1));
        desk.views.add(HistoryDesk.view("gate-2", MIDNIGHT, 4, -1, 10, 0));
        see("gate-1", 3, 1, 30, 30);
        assertThat(minutes(Series.QUEUE_SIZE, 2)).containsExactly(3, 7);
        assertThat(minutes(Series.FAILED_SYNCS, 2)).containsExactly(1, 1);
        assertThat(minutes(Series.SUCCESS_RATE, 2)).containsExactly(100, 75);
        Grid grid = Grid.of(Step.MINUTE, ZoneId.of("UTC"), SEVEN, SEVEN.plusSeconds(120));
        Chart apart =
                desk.history.chart(new HistoryQuery(grid, List.of(Series.QUEUE_SIZE), List.of("gate-2", "x"), true));
        assertThat(apart.lines()).containsOnlyKeys("gate-2", "x");
        assertThat(apart.line("gate-2").column(Series.QUEUE_SIZE)).containsExactly(NONE, 4);
        assertThat(apart.line("x").column(Series.QUEUE_SIZE)).containsOnly(NONE);
    }

    @Test
    void stationsOfSeveralZonesAreAddedDayByDayAndHourByHour() {
        desk.zones.put("gate-1", ZoneId.of("Asia/Kathmandu"));
        desk.zones.put("gate-2", ZoneId.of("Asia/Manila"));
        Instant late = Instant.parse("2026-11-23T17:30:00Z"); // in Kathmandu the 23rd, in Manila the 24th
        desk.append("gate-1", "scan", late);
        desk.append("gate-2", "scan", late);
        desk.settle();
        assertThat(days(Series.SCANS, 2)).containsExactly(1, 1);
        assertThat(desk.column(Series.SCANS, Step.HOUR, late, late.plusSeconds(1)))
                .containsExactly(2);
    }

    @Test
    void whatCouldNotBeWrittenIsCountedOnceLater() throws SQLException {
        desk.append("gate-1", "scan", SEVEN);
        desk.settle();
        onTheFile("create trigger no before update on history begin select raise(abort, 'no'); end");
        desk.append("gate-1", "scan", SEVEN);
        for (int turn = 0; turn < 2; turn++) {
            assertThatThrownBy(desk.history::turn)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("monitor.db");
        }
        assertThat(minutes(Series.SCANS, 1)).containsExactly(1);
        onTheFile("drop trigger no");
        desk.settle();
        assertThat(minutes(Series.SCANS, 1)).containsExactly(2);
    }

    @Test
    void aHistoryThatCannotBeWrittenIsAJobThatFails() throws SQLException {
        onTheFile("create trigger no before insert on minute begin select raise(abort, 'no'); end");
        desk.append("gate-1", "scan", SEVEN);
        desk.history.start(() -> desk.views, () -> false);
        await().until(() -> Worker.failing(1).contains("rollcall-history"));
        onTheFile("drop trigger no");
        await().until(() -> !Worker.failing(1).contains("rollcall-history"));
        assertThat(minutes(Series.SCANS, 1)).containsExactly(1);
    }

    @Test
    void itRestsWhileTheJournalCannotWrite() {
        desk.append("gate-1", "scan", SEVEN);
        desk.paused = true;
        desk.history.turn();
        assertThat(minutes(Series.SCANS, 1)).containsExactly(NONE);
        desk.paused = false;
        desk.history.turn();
        assertThat(minutes(Series.SCANS, 1)).containsExactly(1);
    }

    @Test
    void theVersionMovesWithTheChartAndOnlyThen() {
        desk.history.turn();
        long before = desk.history.version();
        desk.history.turn();
        assertThat(desk.history.version()).isEqualTo(before);
        desk.append("gate-1", "scan", SEVEN);
        desk.history.turn();
        assertThat(desk.history.version()).isGreaterThan(before);
    }

    @Test
    void aStoreFromBeforeTheRollUpsIsCountedFromItsFirstEntry() throws SQLException {
        desk.append("gate-1", "scan", SEVEN);
        desk.append("gate-1", "sync", SEVEN);
        desk.history.close();
        desk.journal.close();
        onTheFile("drop table history", "drop table station", "drop table minute", "drop table hour");
        onTheFile("drop index entry_minute", "create index entry_at on entry (at) where kind = 'EVENT'");
        onTheFile("drop table day", "pragma user_version = 1");
        desk.open();
        desk.settle();
        assertThat(minutes(Series.EVENTS, 1)).containsExactly(2);
    }

    @Test
    void hoursAndDaysStayWhenTheirMinutesArePruned() {
        for (int day = 0; day < 100; day++) {
            desk.append("gate-1", "scan", SEVEN.minus(Duration.ofDays(day)));
        }
        desk.settle();
        Instant from = SEVEN.minus(Duration.ofDays(100));
        assertThat(known(desk.column(Series.SCANS, Step.MINUTE, from, desk.now)))
                .isEqualTo(91);
        assertThat(known(desk.column(Series.SCANS, Step.HOUR, from, desk.now))).isEqualTo(100);
        assertThat(known(desk.column(Series.SCANS, Step.DAY, from, desk.now))).isEqualTo(100);
        for (int minute = 0; minute < 4; minute++) { // ten days and four hours later
            for (int turn = 0; turn < 20; turn++) {
                desk.history.turn();
            }
            later(Duration.ofHours(60));
            desk.history.turn(); // in doubt
            later(Duration.ofHours(1));
        }
        desk.history.turn();
        assertThat(known(desk.column(Series.SCANS, Step.MINUTE, from, desk.now)))
                .isEqualTo(80);
        assertThat(known(desk.column(Series.SCANS, Step.HOUR, from, desk.now))).isEqualTo(100);
    }

    @Test
    void aForecastIsWithinAThirdOfWhatTheFileBecomes() {
        assertThat(desk.history.forecast().bytes()).isEmpty();
        desk.now = SEVEN.minus(Duration.ofDays(30));
        for (int day = 0; day < 3; day++) {
            store(400);
            later(Duration.ofDays(1));
        }
        desk.settle();
        later(Duration.ofMinutes(6));
        desk.history.turn();
        assertThat(desk.history.forecast().eventsPerDay()).hasValue(400);
        assertThat(desk.history.forecast().oldest()).contains(SEVEN.minus(Duration.ofDays(30)));
        long forecast = desk.history.forecast().bytes().orElseThrow();
        for (int day = 3; day < 30; day++) {
            store(400);
            later(Duration.ofDays(1));
        }
        long rows = RetentionSettings.USUAL.minutes().toMinutes()
                + RetentionSettings.USUAL.hours().toHours()
                + 3_650;
        double becomes = desk.journal.bytes() + 32.0 * rows;
        assertThat((double) forecast).isBetween(becomes * 2 / 3, becomes * 4 / 3);
    }

    private void store(int number) {
        List<Happened> batch = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            batch.add(new Happened(Event.Kind.EVENT, "gate-1", "scan", desk.now));
        }
        desk.append(batch);
    }

    private static long known(double[] column) {
        long known = 0;
        for (double value : column) {
            known += Double.isNaN(value) ? 0 : 1;
        }
        return known;
    }

    private void onTheFile(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + desk.folder.resolve("monitor.db"));
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
