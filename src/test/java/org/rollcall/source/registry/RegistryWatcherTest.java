package org.rollcall.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.SignalSink;
import org.rollcall.event.StationProfile;
import org.rollcall.event.Submission;

/** A change of the file while the server runs; the looks are taken by hand. */
class RegistryWatcherTest {
    @TempDir
    Path folder;

    private Path file;
    private Registry registry;
    private RegistryWatcher watcher;
    private final List<Signal> told = new ArrayList<>();
    private final List<List<StationProfile>> changes = new ArrayList<>();
    private boolean storing = true;

    @BeforeEach
    void open() throws IOException {
        file = Files.writeString(folder.resolve("stations.csv"), "name\ngate-1\n");
        registry = Registry.open(new RegistryFile(file));
        SignalSink sink = submission -> CompletableFuture.completedFuture(receipts(submission));
        watcher = new RegistryWatcher(
                registry, "home", sink, Clock.fixed(Instant.parse("2026-11-23T07:00:00Z"), ZoneOffset.UTC));
        watcher.onChange(changes::add);
    }

    private List<Receipt> receipts(Submission submission) {
        if (!storing) {
            return List.of(new Receipt.Unavailable("the journal cannot write"));
        }
        told.addAll(submission.signals());
        return List.of(new Receipt.Accepted(new EventId(1, 1)));
    }

    private void looks(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            watcher.turn();
        }
    }

    /** As an editor that saves by renaming. */
    private void replace(String text) throws IOException {
        Path made = Files.writeString(folder.resolve("new"), text);
        Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<String> names(List<StationProfile> stations) {
        return stations.stream().map(StationProfile::name).toList();
    }

    @Test
    void aFileThatDoesNotChangeIsNotTold() throws Exception {
        looks(5);
        assertThat(told).isEmpty();
    }

    @Test
    void aChangeIsToldOnceWhenTwoLooksFoundTheSame() throws Exception {
        replace("name\ngate-2\ngate-1\n");
        looks(1);
        assertThat(told).isEmpty();
        looks(4);
        assertThat(told).singleElement().satisfies(signal -> {
            assertThat(signal.station()).isEqualTo("home");
            assertThat(names(((Signal.Roster) signal).profiles())).containsExactly("gate-2", "gate-1");
        });
        assertThat(changes).hasSize(1);
        assertThat(names(registry.stations())).containsExactly("gate-2", "gate-1");
    }

    @Test
    void aWrongFileKeepsTheFormerStationsAndIsSaidOnce() throws Exception {
        replace("name\ngate 2\nx!\n");
        looks(5);
        assertThat(names(registry.stations())).containsExactly("gate-1");
        assertThat(registry.isFailing()).isTrue();
        assertThat(changes).isEmpty();
        assertThat(told).singleElement().isInstanceOfSatisfying(Signal.Occurrence.class, event -> {
            assertThat(event.type()).isEqualTo("warning");
            assertThat(event.station()).isEqualTo("home");
            assertThat(event.message())
                    .contains("stations.csv", "(2)", "line 2, name: “gate 2”", "former stations (1)");
            assertThat(event.data()).containsEntry("source", "registry").containsEntry("faults", 2);
        });
        replace("name\ngate 3\n"); // wrong again, in another way
        looks(3);
        assertThat(told).hasSize(2);
        replace("name\ngate-3\n");
        looks(3);
        assertThat(registry.isFailing()).isFalse();
        assertThat(told.get(2)).isInstanceOf(Signal.Roster.class);
        assertThat(names(registry.stations())).containsExactly("gate-3");
    }

    @Test
    void aFileThatIsGoneKeepsItsStations() throws Exception {
        byte[] text = Files.readAllBytes(file);
        Files.delete(file);
        looks(5);
        assertThat(names(registry.stations())).containsExactly("gate-1");
        assertThat(told)
                .singleElement()
                .isInstanceOfSatisfying(
                        Signal.Occurrence.class,
                        event -> assertThat(event.message()).contains("is gone"));
        Files.write(file, text);
        looks(3);
        assertThat(registry.isFailing()).isFalse();
        Files.writeString(file, "name\n"); // this is how to have none
        looks(3);
        assertThat(registry.stations()).isEmpty();
    }

    @Test
    void aFileMayComeLater() throws Exception {
        Path later = folder.resolve("later.csv");
        registry = Registry.open(new RegistryFile(later));
        assertThat(registry.stations()).isEmpty();
        assertThat(registry.look()).isEmpty();
        Files.writeString(later, "name\ngate-9\n");
        assertThat(registry.look()).isEmpty();
        assertThat(registry.look().orElseThrow().stations())
                .extracting(StationProfile::name)
                .containsExactly("gate-9");
    }

    @Test
    void aMonitorThatCannotStoreIsToldAgain() throws Exception {
        storing = false;
        replace("name\ngate-2\n");
        looks(4);
        assertThat(told).isEmpty();
        storing = true;
        looks(3);
        assertThat(told).hasSize(1);
    }
}
