package org.rollcall.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Signal;
import org.rollcall.event.StationProfile;
import org.rollcall.event.Vitals;
import org.rollcall.station.Attention;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.station.StationView;
import org.rollcall.timetable.SchoolCalendar;
import org.rollcall.timetable.Timetable;
import org.rollcall.wire.Json;

/** A link is down when its stations were last heard together, not when we missed them together. */
class LinkTest {
    private static final Instant START = Instant.parse("2026-11-24T07:00:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-24T00:00:00Z");
    private static final List<String> NAMES = List.of("x-1", "x-2", "x-3", "x-4", "x-5", "x-6");
    private static final String SLOW = "x-2";
    private static final Vitals VITALS = new Vitals(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            OptionalDouble.empty());

    private final Map<String, Instant> ends = new HashMap<>();

    private static StationBoard board(Attention attention, Instant at) {
        StationSettings settings =
                new StationSettings(List.of("cloud"), ZoneOffset.UTC, Duration.ofMinutes(15), attention);
        StationBoard board = new StationBoard(settings, NAMES, Map.of(), at);
        List<StationProfile> profiles = NAMES.stream()
                .map(name -> new StationProfile(
                        name,
                        name,
                        "",
                        "",
                        "",
                        "",
                        "Annex",
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
        board.apply(new Signal.Roster("x-1", profiles, at));
        return board;
    }

    private static void beat(StationBoard board, String station, Instant at) {
        board.apply(new Signal.Heartbeat(station, VITALS, at));
    }

    /** Time passes, and each station beats until its end, if it has one: every second, or once a minute at its end. */
    private List<Link> pass(StationBoard board, Instant from, Duration time) {
        Instant end = from.plus(time);
        for (Instant at = from; !at.isAfter(end); at = at.plusSeconds(1)) {
            for (String station : NAMES) {
                boolean due = !station.equals(SLOW) || at.getEpochSecond() % 60 == 59;
                if (due && !at.isAfter(ends.getOrDefault(station, Instant.MAX))) {
                    beat(board, station, at);
                }
            }
            board.settle(at);
        }
        return Link.down(board.views(end));
    }

    /** What another process has of the board, which listens from now on. */
    private static StationBoard restarted(StationBoard board, Instant now) {
        board.settle(now);
        Json json = new Json(ZoneOffset.UTC);
        Map<String, Map<String, Object>> stored = new HashMap<>();
        board.documents().forEach((name, document) -> stored.put(name, Json.read(json.write(document))));
        StationBoard again = board(Attention.DEFAULT, now);
        again.restore(stored, now);
        return again;
    }

    private static List<String> silent(StationBoard board, Instant now) {
        return board.views(now).stream()
                .filter(view -> view.silentSince().isPresent())
                .map(StationView::name)
                .toList();
    }

    /** The three that end do so then. */
    private void end(Instant first, Instant second, Instant third) {
        ends.putAll(Map.of("x-1", first, "x-2", second, "x-3", third));
    }

    private void end(StationBoard board, Instant first, Instant second, Instant third) {
        end(first, second, third);
        ends.forEach((station, last) -> beat(board, station, last));
    }

    @Test
    void aRestartMakesNoLinkOfStationsThatFellSilentDaysAndHoursApart() {
        StationBoard board = board(Attention.DEFAULT, START.minus(Duration.ofDays(3)));
        end(
                board,
                START.minus(Duration.ofDays(2)),
                START.minus(Duration.ofHours(5)),
                START.minus(Duration.ofMinutes(40)));
        pass(board, START.minusSeconds(5), Duration.ofSeconds(5));
        StationBoard again = restarted(board, START);
        List<Link> down = pass(again, START, Duration.ofSeconds(125));
        assertThat(silent(again, START.plusSeconds(125))).containsExactly("x-1", "x-2", "x-3");
        assertThat(down).extracting(Link::within).isEmpty();
    }

    @Test
    void theOpeningOfAWindowMakesNoLinkOfStationsThatWereSwitchedOffApart() {
        SchoolCalendar calendar = SchoolCalendar.always();
        Attention standard = Attention.DEFAULT;
        Attention timed = new Attention(
                Optional.of(Timetable.parse("mon-sun 06:00-08:00", calendar)),
                calendar,
                standard.silentAfter(),
                standard.grace(),
                standard.scansDue(),
                standard.late(),
                standard.repeats());
        StationBoard board = board(timed, MIDNIGHT);
        end(
                board,
                MIDNIGHT.plus(Duration.ofMinutes(10)),
                MIDNIGHT.plus(Duration.ofMinutes(100)),
                MIDNIGHT.plus(Duration.ofMinutes(200)));
        Instant opens = MIDNIGHT.plus(Duration.ofHours(6));
        List<Link> down = pass(board, opens.minusSeconds(60), Duration.ofSeconds(185));
        assertThat(silent(board, opens.plusSeconds(125))).containsExactly("x-1", "x-2", "x-3");
        assertThat(down).extracting(Link::within).isEmpty();
    }

    @Test
    void aLinkThatWentDownIsStillOneAfterARestartThatKnowsBeatsToTheMinute() {
        StationBoard board = board(Attention.DEFAULT, START.minusSeconds(600));
        Instant minute = START.minusSeconds(300);
        end(
                minute.minusSeconds(1),
                minute.plusSeconds(59),
                minute.plusSeconds(20)); // kept: 06:54:00, 06:55:59, 06:55:00
        List<Link> before = pass(board, START.minusSeconds(600), Duration.ofMinutes(10));
        assertThat(before).extracting(Link::within).containsExactly(Duration.ofMinutes(1));
        List<Link> after = pass(restarted(board, START), START, Duration.ofSeconds(125));
        assertThat(after).extracting(Link::heard).containsExactly(3);
        assertThat(after.get(0).behind()).extracting(StationView::name).containsExactlyInAnyOrder("x-1", "x-2", "x-3");
        assertThat(after.get(0).since()).isEqualTo(START.plusSeconds(120)); // nobody heard what was before
    }

    @Test
    void aLinkIsDownSinceTheFirstOfItsStationsWasMissedAndTheyAreInTheOrderOfTheirLastBeats() {
        StationBoard board = board(Attention.DEFAULT, START.minusSeconds(600));
        end(START.minusSeconds(200), START.minusSeconds(181), START.minusSeconds(190));
        Link link = pass(board, START.minusSeconds(600), Duration.ofMinutes(10)).get(0);
        assertThat(link.since()).isEqualTo(START.minusSeconds(80));
        assertThat(link.within()).isEqualTo(Duration.ofSeconds(19));
        assertThat(link.behind()).extracting(StationView::name).containsExactly("x-1", "x-3", "x-2");
    }
}
