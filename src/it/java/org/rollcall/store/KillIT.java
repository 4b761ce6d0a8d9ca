package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.event.EventId;

/** F1 and F2 without a server: a process with four writers is killed, or stopped, and nothing it said is untrue. */
class KillIT {
    private static final int WRITERS = 4;
    private static final int KILLS = 20;
    private static final int MOST_LINES = 4_000;

    @TempDir
    Path folder;

    /** What all the processes said together. */
    private final Map<String, EventId> receipts = new HashMap<>();

    private final Map<EventId, Long> shown = new TreeMap<>();
    private final int[] next = IntStream.generate(() -> 1).limit(WRITERS).toArray();

    private record Row(EventId id, String key, long crc) {}

    private MonitorChild start() throws Exception {
        MonitorChild child = MonitorChild.start(
                List.of(),
                folder.resolve("child.log"),
                folder.toString(),
                Arrays.stream(next).mapToObj(String::valueOf).collect(Collectors.joining(",")));
        await().atMost(Duration.ofSeconds(30)).until(() -> child.count() > 0 || !child.isAlive());
        return child;
    }

    private void take(MonitorChild child) {
        EventId before = shown.keySet().stream().reduce((a, b) -> b).orElse(new EventId(1, 0));
        for (String line : child.lines()) {
            String[] part = line.split(" ", -1);
            switch (part[0]) {
                case "U" ->
                    assertThat(EventId.parse(part[1]).orElseThrow())
                            .as("the store knows all that was shown")
                            .isGreaterThanOrEqualTo(before);
                case "A", "D" -> receipt(part[1], EventId.parse(part[2]).orElseThrow());
                case "S" -> {
                    EventId id = EventId.parse(part[1]).orElseThrow();
                    assertThat(id).as("ids increase across kills").isGreaterThan(before);
                    before = id;
                    shown.put(id, Long.parseLong(part[2]));
                }
                case "X" -> throw new AssertionError("refused without a reason: " + line);
                default -> assertThat(part[0]).isIn("T", "R", "E");
            }
        }
    }

    private void receipt(String key, EventId id) {
        assertThat(receipts.put(key, id)).as("%s was acknowledged once", key).isNull();
        int writer = key.charAt(1) - '0';
        int number = Integer.parseInt(key.substring(3));
        assertThat(number).isEqualTo(next[writer]);
        next[writer] = number + 1;
    }

    private List<Row> rows() throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("monitor.db"));
                var statement = connection.createStatement();
                var found = statement.executeQuery(
                        "select epoch, sequence, coalesce(key, ''), json from entry order by sequence")) {
            while (found.next()) {
                CRC32 crc = new CRC32();
                crc.update(found.getBytes(4));
                rows.add(new Row(new EventId(found.getLong(1), found.getLong(2)), found.getString(3), crc.getValue()));
            }
        }
        return rows;
    }

    private void everythingSaidIsTrue() throws SQLException {
        List<Row> rows = rows();
        Map<String, EventId> stored = new HashMap<>();
        Map<EventId, Long> sums = new HashMap<>();
        for (Row row : rows) {
            sums.put(row.id(), row.crc());
            if (!row.key().isEmpty()) {
                assertThat(stored.put(row.key(), row.id()))
                        .as("duplicates of %s", row.key())
                        .isNull();
            }
        }
        assertThat(stored).as("lost").containsAllEntriesOf(receipts);
        assertThat(sums).as("phantoms").containsAllEntriesOf(shown);
        assertThat(rows.stream().map(row -> row.id().sequence()))
                .as("gaps")
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, rows.size()).boxed().toList());
        assertThat(rows).allMatch(row -> row.id().epoch() == 1);
        for (int writer = 0; writer < WRITERS; writer++) {
            String of = "w" + writer + "-";
            long number =
                    stored.keySet().stream().filter(key -> key.startsWith(of)).count();
            assertThat(number).as("gaps of writer %d", writer).isBetween((long) next[writer] - 1, (long) next[writer]);
            for (int n = 1; n <= number; n++) {
                assertThat(stored).containsKey(of + n);
            }
        }
    }

    @Test
    void killedTwentyTimesUnderFourWritersNothingIsLostDoubledOrUnsaid_F1_F26() throws Exception {
        Random random = new Random();
        for (int kill = 0; kill < KILLS; kill++) {
            int after = kill % 7 == 3 ? 1 : random.nextInt(MOST_LINES); // sometimes as soon as it is up
            try (MonitorChild child = start()) {
                await().atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> child.count() > after);
                child.kill();
                take(child);
            }
        }
        everythingSaidIsTrue();
        assertThat(receipts).hasSizeGreaterThan(KILLS);
        assertThat(shown).hasSizeGreaterThan(KILLS);
        System.out.printf(
                "F1: %d kills, %d receipts, %d shown, %d stored%n",
                KILLS, receipts.size(), shown.size(), rows().size());
    }

    @Test
    void aPoliteStopUnderFourWritersLosesNothingAndIsQuick_F2() throws Exception {
        try (MonitorChild child = start()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> child.count() > 500);
            assertThat(child.stop(15)).as("gone within 15 s").isTrue();
            assertThat(child.lines()).endsWith("E");
            List<String> refused = child.lines("X");
            assertThat(refused.size())
                    .as("at most one each, told that it is stopping")
                    .isLessThanOrEqualTo(WRITERS);
            child.lines().stream()
                    .filter(line -> line.startsWith("A ") || line.startsWith("S "))
                    .forEach(this::note);
        }
        assertThat(Files.exists(folder.resolve("monitor.db-wal")))
                .as("closed, not left to be recovered")
                .isFalse();
        everythingSaidIsTrue();
    }

    private void note(String line) {
        String[] part = line.split(" ", -1);
        EventId id = EventId.parse(part[line.startsWith("A") ? 2 : 1]).orElseThrow();
        if (line.startsWith("A")) {
            receipt(part[1], id);
        } else {
            shown.put(id, Long.parseLong(part[2]));
        }
    }
}
