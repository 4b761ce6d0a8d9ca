package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.rollcall.client.Spool.Item;

/**
 * Whatever the sequence of adding, settling and crashing: nothing that was settled comes back more than once for a crash
 * that took its line, nothing unsent is lost but what was being written, and the order stays.
 */
class SpoolProperties {
    /**
     * What is done to a spool.
     *
     * @param number how many events, or how many bytes of the last write are lost
     */
    record Step(String what, int number) {}

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void noCrashLosesMoreThanATornWrite(@ForAll("steps") List<Step> steps) throws IOException {
        Path folder = Files.createTempDirectory("rollcall-spool-");
        try {
            Model model = new Model(folder);
            for (Step step : steps) {
                model.take(step);
            }
            model.check();
            model.spool.close();
        } finally {
            delete(folder);
        }
    }

    /** The spool and what must be in it. */
    private static final class Model {
        private final Path folder;
        private final Path file;
        private final List<String> waiting = new ArrayList<>();
        private List<String> lastAdded = List.of();
        private List<String> lastSettled = List.of();
        private Spool spool;
        private int next;
        private long sizeBefore;

        Model(Path folder) {
            this.folder = folder;
            this.file = folder.resolve("spool");
            this.spool = open();
        }

        private Spool open() {
            Spool opened = new Spool(folder, 10_000, Duration.ofMillis(1), new Voice());
            opened.retry();
            return opened;
        }

        void take(Step step) throws IOException {
            switch (step.what()) {
                case "add" -> add(step.number());
                case "settle" -> settle(step.number());
                case "settle one" -> settleOne(step.number());
                case "crash" -> crash(step.number());
                default -> restart();
            }
        }

        private void add(int number) throws IOException {
            remember();
            List<Said> said = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                said.add(said("e" + next++, i % 5 == 0));
            }
            lastAdded = keys(said.stream().map(Said::toString).toList());
            waiting.addAll(lastAdded);
            spool.add(said, 0);
        }

        private void settle(int number) throws IOException {
            remember();
            List<Item> items = spool.batch(number, Integer.MAX_VALUE);
            lastSettled = keys(items.stream().map(Item::body).toList());
            assertThat(lastSettled).isEqualTo(waiting.subList(0, lastSettled.size()));
            waiting.subList(0, lastSettled.size()).clear();
            spool.settle(items);
        }

        private void settleOne(int number) throws IOException {
            remember();
            List<Item> items = spool.batch(number, Integer.MAX_VALUE);
            if (!items.isEmpty()) {
                Item refused = items.get(items.size() - 1);
                lastSettled = keys(List.of(refused.body()));
                waiting.removeAll(lastSettled);
                spool.settle(List.of(refused));
            }
        }

        private void remember() throws IOException {
            sizeBefore = Files.size(file);
            lastAdded = List.of();
            lastSettled = List.of();
        }

        /** A kill in the middle of the last write: its last bytes are not there. */
        private void crash(int bytes) throws IOException {
            long size = Files.size(file);
            Path copy = folder.resolveSibling(folder.getFileName() + ".copy");
            Files.copy(file, copy);
            spool.close();
            Files.move(copy, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            // What was written anew was synced and put there in one step: no part of that can be missing.
            boolean isAppended = size > sizeBefore;
            if (isAppended) {
                try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
                    torn.setLength(Math.max(sizeBefore, size - bytes));
                }
            }
            spool = open();
            List<String> found = found();
            List<String> certain = new ArrayList<>(waiting);
            certain.removeAll(lastAdded);
            assertThat(found).containsAll(certain);
            List<String> possible = new ArrayList<>(waiting);
            possible.addAll(lastSettled); // sent again, known by their keys
            assertThat(possible).containsAll(found);
            assertThat(found)
                    .doesNotHaveDuplicates()
                    .isSortedAccordingTo(Comparator.comparingInt(SpoolProperties::number));
            List<String> kept = found.stream().filter(lastAdded::contains).toList();
            assertThat(kept).as("what is lost is the end").isEqualTo(lastAdded.subList(0, kept.size()));
            waiting.clear();
            waiting.addAll(found);
            remember();
        }

        private void restart() throws IOException {
            spool.close();
            spool = open();
            check();
            remember();
        }

        void check() {
            assertThat(found()).isEqualTo(waiting);
        }

        private List<String> found() {
            return keys(spool.batch(Integer.MAX_VALUE, Integer.MAX_VALUE).stream()
                    .map(Item::body)
                    .toList());
        }
    }

    private static int number(String key) {
        return Integer.parseInt(key.substring(1));
    }

    static Said said(String key, boolean error) {
        return Said.of(
                error ? "error" : "scan",
                "Attendance recorded " + "é".repeat(key.length()),
                null,
                key,
                Instant.EPOCH,
                ZoneOffset.UTC);
    }

    static List<String> keys(List<String> bodies) {
        return bodies.stream().map(SpoolProperties::key).toList();
    }

    private static String key(String body) {
        try {
            return String.valueOf(JsonReader.object(body).get("key"));
        } catch (JsonException e) {
            throw new AssertionError(body, e);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> step = Combinators.combine(
                        Arbitraries.of("add", "add", "add", "settle", "settle one", "crash", "crash", "restart"),
                        Arbitraries.integers().between(1, 900))
                .as((what, number) -> new Step(what, what.startsWith("crash") ? number : 1 + number % 300));
        return step.list().ofMinSize(1).ofMaxSize(20);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Property(tries = 300)
    void aLineIsReadAsItWasWrittenAndABrokenOneIsKnown(
            @ForAll long first,
            @ForAll long second,
            @ForAll("bodies") String body,
            @ForAll int where,
            @ForAll byte other) {
        SpoolLine line = new SpoolLine(SpoolLine.ORDINARY, first, second, body.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = line.bytes();
        byte[] text = java.util.Arrays.copyOf(bytes, bytes.length - 1);

        assertThat(bytes[bytes.length - 1]).isEqualTo((byte) '\n');
        assertThat(SpoolLine.parse(text).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(line);
        assertThat(new String(bytes, line.bodyOffset(), line.body().length, StandardCharsets.UTF_8))
                .isEqualTo(body);
        int at = Math.floorMod(where, text.length);
        if (text[at] != other) {
            text[at] = other;
            assertThat(SpoolLine.parse(text)).isEmpty();
        }
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.strings().ascii().ofMaxLength(60).map(text -> JsonWriter.write(List.of(text)));
    }
}
