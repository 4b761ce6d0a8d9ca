package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.event.EventId;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever moment it is killed at, every row gives its events once (issue 3, item 7; F1): positions are committed with
 * their events, and what was shown was stored.
 */
class ExactlyOnceIT {
    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceIT.class);
    private static final int KILLS = 50;
    private static final ZoneId ZONE = RollcallServer.zone();

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
    private Path file;
    private Path data;

    @Test
    void killedFiftyTimesBesideAWriterEveryRowGivesItsEventsOnce() throws Exception {
        file = folder.resolve("attendance.db");
        data = Files.createDirectory(folder.resolve("data"));
        Files.createDirectory(folder.resolve("tmp"));
        long seed = System.nanoTime();
        LOG.info("seed {}", seed);
        Random random = new Random(seed);
        try (AttendanceDatabase database = AttendanceDatabase.create(file)) {
            attach(database);
            try (ForeignWriter writer = ForeignWriter.start(file, ZONE, seed, folder.resolve("writer.log"))) {
                killAgainAndAgain(random);
                writer.finish();
            }
            catchUp(database);
            check(database, seed);
        }
    }

    /** The first look at a database tells at most its newest thousand rows, so it comes before the writer. */
    private void attach(AttendanceDatabase database) throws Exception {
        database.scans(1, false);
        Process process = start();
        CompletableFuture<Void> output = listen(process);
        await().atMost(Duration.ofSeconds(60))
                .failFast("it ended", () -> !process.isAlive())
                .until(() -> said.stream().anyMatch(line -> line.endsWith(" scan:1")));
        process.toHandle().destroyForcibly();
        process.waitFor();
        output.join();
        said.removeIf("ready"::equals);
    }

    private void killAgainAndAgain(Random random) throws Exception {
        for (int kill = 1; kill <= KILLS; kill++) {
            boolean whileItStarts = kill % 5 == 0;
            runAndKill(whileItStarts, 100 + random.nextInt(800));
        }
    }

    private void runAndKill(boolean whileItStarts, int millis) throws Exception {
        Process process = start();
        CompletableFuture<Void> output = listen(process);
        if (!whileItStarts) {
            awaitLine("ready", process);
        }
        assertThat(process.waitFor(millis, TimeUnit.MILLISECONDS))
                .as("ended by itself: %s", said)
                .isFalse();
        process.toHandle().destroyForcibly(); // SIGKILL; unlike the process's own, it leaves what was said to be read
        process.waitFor();
        output.join();
        said.removeIf("ready"::equals);
    }

    private void catchUp(AttendanceDatabase database) throws Exception {
        Process process = start();
        CompletableFuture<Void> output = listen(process);
        awaitLine("ready", process);
        String scans = "scan=" + database.count("SELECT count(*) FROM attendance") + ",";
        String syncs = "sync=" + database.count("SELECT count(*) FROM attendance WHERE synced = 1") + ",";
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .failFast("it ended", () -> !process.isAlive())
                .untilAsserted(() -> {
                    process.getOutputStream().write('\n');
                    process.getOutputStream().flush();
                    assertThat(lastStored())
                            .as("%s", Files.readString(folder.resolve("errors.log")))
                            .contains(scans)
                            .contains(syncs);
                });
        process.getOutputStream().close(); // a polite end, which stores what waits
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        output.join();
    }

    private void check(AttendanceDatabase database, long seed) throws SQLException {
        Map<String, List<Long>> records = new HashMap<>();
        List<String> warnings = new ArrayList<>();
        List<Long> queued = new ArrayList<>();
        List<EventId> ids = new ArrayList<>();
        Map<String, Map<String, Object>> byId = new HashMap<>();
        try (Journal journal = WatchingProcess.journal(data, new Json(ZONE))) {
            for (Frame frame : all(journal)) {
                Map<String, Object> event = Json.read(frame.json());
                ids.add(frame.id());
                byId.put(frame.id().toString(), event);
                if (event.get("data") instanceof Map<?, ?> told && told.get("record_id") instanceof Number record) {
                    String type = String.valueOf(event.get("type"));
                    records.computeIfAbsent(type, t -> new ArrayList<>()).add(record.longValue());
                    if (type.equals("warning") || type.equals("error")) {
                        warnings.add(told.get("queue_id") + " " + told.get("retry_count"));
                        if (told.get("retry_count") == null && told.get("queue_id") instanceof Number id) {
                            queued.add(id.longValue());
                        }
                    }
                }
            }
            for (String line : said) {
                if (line.startsWith("shown ")) {
                    String[] part = line.split(" ", 3);
                    assertThat(byId).as("a phantom: shown and then gone").containsKey(part[1]);
                    assertThat(journal.find(WatchingProcess.STATION, part[2]).map(EventId::toString))
                            .contains(part[1]);
                }
            }
        }
        assertThat(records.get("scan"))
                .as("scans, seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(database.ids("SELECT id FROM attendance"));
        assertThat(records.get("sync"))
                .as("syncs, seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(database.ids("SELECT id FROM attendance WHERE synced = 1"));
        assertThat(records.get("photo"))
                .as("photos, seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(
                        database.ids("SELECT id FROM attendance WHERE photo_path IS NOT NULL"));
        assertThat(warnings).as("queue rows and retries, seed %d", seed).doesNotHaveDuplicates();
        assertThat(queued).containsAll(database.ids("SELECT id FROM sync_queue"));
        for (int i = 0; i < ids.size(); i++) {
            assertThat(ids.get(i)).as("ids without a gap").isEqualTo(new EventId(1, i + 1L));
        }
        LOG.info(
                "{} kills: {} entries, {} scans, {} syncs; lost 0, repeated 0",
                KILLS,
                ids.size(),
                records.get("scan").size(),
                records.get("sync").size());
    }

    private String lastStored() {
        return said.stream().filter(line -> line.startsWith("stored ")).reduce("", (before, line) -> line);
    }

    private static List<Frame> all(Journal journal) {
        List<Frame> all = new ArrayList<>();
        List<Frame> page = journal.after(0, 1_000);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = journal.after(all.get(all.size() - 1).id().sequence(), 1_000);
        }
        return all;
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"), // SQLite's library is unpacked there, and a kill leaves it
                "-cp",
                System.getProperty("java.class.path"),
                WatchingProcess.class.getName(),
                data.toString(),
                file.toString(),
                ZONE.getId());
        return builder.redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("errors.log").toFile()))
                .start();
    }

    private CompletableFuture<Void> listen(Process process) {
        return CompletableFuture.runAsync(
                () -> new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                        .lines()
                        .forEach(said::add));
    }

    private void awaitLine(String line, Process process) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .failFast("it ended", () -> !process.isAlive())
                .until(() -> said.contains(line));
    }
}
