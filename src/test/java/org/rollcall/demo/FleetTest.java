package org.rollcall.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulated fleet: its stations, their mornings and their ledgers. */
class FleetTest {
    private static final Instant SEVEN = Instant.parse("2026-11-23T07:00:00Z");

    @TempDir
    Path folder;

    /** What a gate says, as text. */
    private static final class Told implements Gate {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void event(String type, String message, Map<String, Object> data) {
            lines.add(type + " " + message);
        }

        @Override
        public void component(String name, String state, String details) {
            lines.add(name + " is " + state);
        }

        private long count(String begin) {
            return lines.stream().filter(line -> line.startsWith(begin)).count();
        }
    }

    private static Told morning(long seed, boolean outages, Duration time) throws IOException {
        Told told = new Told();
        GateMorning morning = new GateMorning(told, 12, outages, SEVEN, new SplittableRandom(seed));
        for (Instant now = SEVEN; now.isBefore(SEVEN.plus(time)); now = now.plusMillis(100)) {
            morning.turn(now);
        }
        return told;
    }

    @Test
    void aMorningHasTheRateThatWasAskedForAndAPhotoASyncAndAMessageForEachScan() throws IOException {
        Told told = morning(1, false, Duration.ofMinutes(60));

        assertThat(told.count("scan ")).isBetween(620L, 820L);
        assertThat(told.count("photo ") + told.count("error Photo")).isCloseTo(told.count("scan "), within(10));
        assertThat(told.count("sync ")).isCloseTo(told.count("scan "), within(10));
        assertThat(told.count("sms ") + told.count("error SMS")).isCloseTo(told.count("scan "), within(10));
    }

    private static org.assertj.core.data.Offset<Long> within(long most) {
        return org.assertj.core.data.Offset.offset(most);
    }

    @Test
    void theSameSeedGivesTheSameMorning() throws IOException {
        Duration time = Duration.ofMinutes(30);

        assertThat(morning(7, true, time).lines).isEqualTo(morning(7, true, time).lines);
        assertThat(morning(7, true, time).lines).isNotEqualTo(morning(8, true, time).lines);
    }

    @Test
    void whatWaitsForTheCloudIsSyncedWhenItIsBack() throws IOException {
        Told told = morning(3, true, Duration.ofMinutes(60));
        long lost = told.count("cloud is offline");

        assertThat(lost).isPositive();
        assertThat(told.count("warning Cloud sync queued")).isPositive();
        if (told.lines.lastIndexOf("cloud is online") > told.lines.lastIndexOf("cloud is offline")) {
            assertThat(told.count("sync ")).isCloseTo(told.count("scan "), within(150));
        }
    }

    @Test
    void theSchoolHasAsManyStationsAsWantedEachWithANameOfItsOwn() {
        for (int number : List.of(1, 50, FleetPlan.MOST)) {
            List<FleetPlan.Place> places = FleetPlan.stations(number);
            assertThat(places).hasSize(number);
            assertThat(new HashSet<>(places.stream().map(FleetPlan.Place::name).toList()))
                    .hasSize(number);
        }
        assertThat(FleetPlan.csv(FleetPlan.stations(2)).lines().toList().get(1))
                .isEqualTo("gate-a,Gate A,San Isidro High School,Main building,,,main line,camera;cloud;sms,,,,,");
    }

    @Test
    void aLedgerGoesOnAfterAKillAndUsesNoNumberTwice() throws IOException {
        Path file = folder.resolve("ledger");
        try (Ledger ledger = Ledger.open(file)) {
            ledger.begin();
            assertThat(ledger.next(5)).isEqualTo(1);
            assertThat(ledger.next(6)).isEqualTo(2);
            ledger.kept(1);
            ledger.kept(1);
        }
        Files.writeString(file, Files.readString(file) + "e 3");
        try (Ledger ledger = Ledger.open(file)) {
            ledger.begin();
            assertThat(ledger.next(7)).isEqualTo(3);
            ledger.end(1, 0, 0);
        }

        assertThat(Files.readString(file)).isEqualTo("run 1\ne 1 5\ne 2 6\nkept 1\ne 3\nrun 3\ne 3 7\nend 1 0 0\n");
    }

    @Test
    void optionsAreReadAndWrongOnesSaid() throws IOException {
        Path logins = Files.writeString(folder.resolve("logins.csv"), "gate-a,secret-a\r\ngate-b, secret-b\n\n");
        FleetOptions options = FleetOptions.parse(
                new String[] {"--stations", "2", "--logins", logins.toString(), "--rate", "6"},
                Map.of("ROLLCALL_DATA", "/srv/data"),
                1);

        assertThat(options.password("gate-b")).isEqualTo("secret-b");
        assertThat(options.folder()).isEqualTo(Path.of("/srv/data/stations"));
        assertThat(options).asString().doesNotContain("secret");
        assertThatThrownBy(() -> options.password("gate-c")).hasMessage("--logins has no line for gate-c");
        for (String[] wrong : new String[][] {
            {"--stations", "0"},
            {"--stations", "501"},
            {"--stations"},
            {"--what", "1"},
            {"--stations", "2"},
            {"--stations", "2", "--logins", logins.toString(), "--rate", "0"},
            {"--stations", "2", "--logins", logins.toString(), "--drain", "yes"}
        }) {
            assertThatThrownBy(() -> FleetOptions.parse(wrong, Map.of(), 1))
                    .as(String.join(" ", wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
