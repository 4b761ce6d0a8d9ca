package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rollcall.client.SpoolProperties.keys;
import static org.rollcall.client.SpoolProperties.said;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.client.Spool.Item;

class SpoolTest {
    private final List<Spool> opened = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        opened.forEach(Spool::close);
    }

    private Spool open(int limit) {
        Spool spool = new Spool(folder.resolve("s"), limit, Duration.ofMillis(1), new Voice());
        opened.add(spool);
        return spool;
    }

    private static List<Said> events(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> said("e" + i, false)).toList();
    }

    private static List<String> waiting(Spool spool) {
        return keys(
                spool.batch(100_000, Integer.MAX_VALUE).stream().map(Item::body).toList());
    }

    @Test
    void theOldestThatAreNoErrorsAreDroppedFirstAndCounted() {
        Spool spool = open(10);
        spool.add(List.of(said("error", true)), 0);
        spool.add(events(0, 30), 0);

        assertThat(waiting(spool)).hasSize(10).startsWith("error", "e21").endsWith("e29");
        assertThat(spool.dropped()).isEqualTo(21);
        spool.settle(spool.batch(10, Integer.MAX_VALUE));
        spool.tell(spool.untold(), said("told", false).body());
        spool.close();

        Spool again = open(10);
        assertThat(waiting(again)).containsExactly("told");
        assertThat(again.dropped()).isEqualTo(21);
        assertThat(again.untold()).isZero();
    }

    @Test
    void whenOnlyErrorsAreLeftTheOldestErrorGoes() {
        Spool spool = open(3);
        IntStream.range(0, 5).forEach(i -> spool.add(List.of(said("e" + i, true)), 0));

        assertThat(waiting(spool)).containsExactly("e2", "e3", "e4");
    }

    @Test
    void aFileOfSettledEventsIsWrittenAnewAndStaysSmall() throws IOException {
        Spool spool = open(10_000);
        for (int i = 0; i < 40; i++) {
            spool.add(events(200 * i, 200 * i + 200), 0);
            spool.settle(spool.batch(200, Integer.MAX_VALUE));
        }
        spool.add(events(9_000, 9_003), 0);

        assertThat(Files.size(folder.resolve("s/spool"))).isLessThan(2 * Spool.SMALL);
        assertThat(waiting(spool)).containsExactly("e9000", "e9001", "e9002");
        spool.close();
        assertThat(waiting(open(10_000))).containsExactly("e9000", "e9001", "e9002");
    }

    @Test
    void aSpoolThatCannotBeWrittenAnewStillTakesEventsAndTriesAgain() throws IOException {
        Spool spool = open(10_000);
        spool.add(events(0, 1), 0);
        Path blocker = Files.createDirectories(folder.resolve("s/spool.new/no-file-can-be-here"));
        for (int i = 0; i < 20; i++) {
            spool.add(events(200 * i, 200 * i + 200), 0);
            spool.settle(spool.batch(300, Integer.MAX_VALUE));
        }
        spool.add(events(9_000, 9_003), 0);
        assertThat(spool.isOnDisk()).isTrue();
        assertThat(Files.size(folder.resolve("s/spool"))).isGreaterThan(Spool.SMALL);
        assertThat(waiting(spool)).containsExactly("e9000", "e9001", "e9002");
        Files.delete(blocker);
        Files.delete(folder.resolve("s/spool.new"));

        org.awaitility.Awaitility.await().until(() -> {
            spool.add(events(0, 1), 0);
            spool.settle(spool.batch(1, Integer.MAX_VALUE));
            return Files.size(folder.resolve("s/spool")) < Spool.SMALL;
        });
    }

    @Test
    void whatWasSentIsNotLeftLyingAbout() throws IOException {
        Spool spool = open(10);
        spool.add(events(0, 5), 0);
        spool.settle(spool.batch(5, Integer.MAX_VALUE));
        spool.close();

        assertThat(Files.readString(folder.resolve("s/spool"))).doesNotContain("Attendance");
    }

    @Test
    void aBatchIsBoundedByItsBytesAndNeverEmpty() {
        Spool spool = open(100);
        spool.add(events(0, 10), 0);

        assertThat(spool.batch(100, 1)).hasSize(1);
        assertThat(spool.batch(100, 300)).hasSizeBetween(2, 3);
    }

    @Test
    void twoClientsDoNotShareASpool() {
        Spool first = open(10);
        first.add(events(0, 1), 0);
        Spool second = open(10);
        second.add(events(1, 2), 0);

        assertThat(second.isOnDisk()).isFalse();
        assertThat(waiting(second)).as("it works from memory").containsExactly("e1");
        first.close();
        await(second);
        assertThat(waiting(second)).containsExactly("e0", "e1");
    }

    @Test
    void whileTheFolderCannotBeMadeEventsAreHeldAndWrittenLater() throws IOException {
        Path blocker = Files.createFile(folder.resolve("s"));
        Spool spool = open(10);
        spool.add(events(0, 4), 2);
        assertThat(spool.isOnDisk()).isFalse();
        spool.settle(spool.batch(1, Integer.MAX_VALUE));
        Files.delete(blocker);
        await(spool);

        assertThat(waiting(spool)).containsExactly("e1", "e2", "e3");
        spool.close();
        Spool again = open(10);
        assertThat(waiting(again)).containsExactly("e1", "e2", "e3");
        assertThat(again.dropped()).isEqualTo(2);
    }

    @Test
    void aSpoolThatSomebodyDeletedIsBegunAnew() throws IOException {
        Spool spool = open(10);
        spool.add(events(0, 2), 0);
        Files.delete(folder.resolve("s/spool"));
        spool.add(events(2, 3), 0);

        assertThat(Files.readString(folder.resolve("s/spool"))).contains("e0", "e1", "e2");
    }

    @Test
    void aFileThatIsNoSpoolIsSetAside() throws IOException {
        Files.createDirectories(folder.resolve("s"));
        Files.writeString(folder.resolve("s/spool"), "somebody's notes\nand more\n");
        Spool spool = open(10);
        spool.add(events(0, 1), 0);

        assertThat(waiting(spool)).containsExactly("e0");
        try (Stream<Path> files = Files.list(folder.resolve("s"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("spool.broken-"));
        }
    }

    @Test
    void aDamagedLineCostsItselfAlone() throws IOException {
        Spool spool = open(10);
        spool.add(events(0, 5), 0);
        Path copy = folder.resolve("copy");
        Files.copy(folder.resolve("s/spool"), copy);
        spool.close();
        String text = Files.readString(copy, StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("s/spool"), text.replace("\"e2\"", "\"x2\""));

        assertThat(waiting(open(10))).containsExactly("e0", "e1", "e3", "e4");
    }

    @Test
    void anInterruptClosesNothingForGood() {
        Spool spool = open(10);
        spool.add(events(0, 2), 0);
        Thread.currentThread().interrupt();
        spool.add(events(2, 3), 0); // which closes the channel under it
        assertThat(spool.batch(10, Integer.MAX_VALUE))
                .as("the order is kept")
                .satisfiesAnyOf(
                        items -> assertThat(items).isEmpty(),
                        items -> assertThat(items).hasSize(3));
        assertThat(Thread.interrupted()).isTrue();
        await(spool);
        assertThat(spool.dropped()).isZero();

        assertThat(waiting(spool)).containsExactly("e0", "e1", "e2");
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        Spool spool = open(10);
        spool.add(events(0, 1), 0);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("s/spool"))))
                .isEqualTo("rw-------");
    }

    private static void await(Spool spool) {
        org.awaitility.Awaitility.await().until(() -> {
            spool.retry();
            return spool.isOnDisk();
        });
    }
}
