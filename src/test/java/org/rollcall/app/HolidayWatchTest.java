package org.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.timetable.Timetable;

/** A file of holidays that changes while Rollcall runs. */
class HolidayWatchTest {
    @TempDir
    Path folder;

    private void write(Path file, String day, int changed) throws IOException {
        Files.writeString(
                file, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:" + day + "\nEND:VEVENT\nEND:VCALENDAR\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(changed));
    }

    @Test
    void isReadAgainWhenItHasChangedAndABrokenOneChangesNothing() throws IOException {
        Path file = folder.resolve("holidays.ics");
        write(file, "20261124", 1_000);
        try (GateDesk gate = new GateDesk(
                        folder,
                        "2026-11-24T07:00",
                        "rollcall.timetable",
                        Timetable.EXAMPLE,
                        "rollcall.timetable.holidays",
                        "2026-12-25, " + file);
                HolidayWatch watch = new HolidayWatch(gate.settings.timetable(), gate.monitor())) {
            gate.tick();
            assertThat(gate.view().phase().isOpen()).as("a holiday").isFalse();
            write(file, "20261125", 2_000);
            watch.turn();
            gate.tick();
            assertThat(gate.view().phase().isOpen()).as("no longer one").isTrue();
            write(file, "20261399", 3_000);
            watch.turn();
            watch.turn();
            gate.tick();
            assertThat(gate.view().phase().isOpen()).as("the former ones hold").isTrue();
            assertThat(gate.snapshot().recentEvents())
                    .singleElement()
                    .satisfies(frame -> assertThat(new String(frame.json(), java.nio.charset.StandardCharsets.UTF_8))
                            .contains("The holidays in holidays.ics are still the former ones")
                            .contains("20261399"));
            Files.delete(file);
            watch.turn();
            gate.tick();
            assertThat(gate.view().phase().isOpen()).isTrue();
        }
    }
}
