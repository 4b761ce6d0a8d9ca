package org.rollcall.source.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.event.StationProfile;

class RegistryFileTest {
    @TempDir
    Path folder;

    private RegistryFile registry;

    @BeforeEach
    void registry() {
        registry = new RegistryFile(folder.resolve("stations.csv"));
    }

    private List<StationProfile> read(String... lines) throws IOException {
        Files.writeString(registry.path(), String.join("\n", lines));
        return registry.read();
    }

    private List<Fault> faults(String... lines) throws IOException {
        Files.writeString(registry.path(), String.join("\n", lines));
        return catchThrowableOfType(RegistryException.class, registry::read).faults();
    }

    @Test
    void aFileThatIsNotThereHasNoStations() {
        assertThat(registry.read()).isEmpty();
    }

    @Test
    void everyColumnIsRead() throws IOException {
        assertThat(
                        read(
                                "name,title,site,building,floor,room,group,components,queue_size,failed_syncs,success_rate,timetable,zone",
                                "gate-2,\"Gate, east\",San Isidro,Main,-1,Lobby,switch 2,camera;cloud,100,2.5,90,mon-fri 06:30-08:00,Asia/Manila"))
                .containsExactly(new StationProfile(
                        "gate-2",
                        "Gate, east",
                        "San Isidro",
                        "Main",
                        "-1",
                        "Lobby",
                        "switch 2",
                        Optional.of(List.of("camera", "cloud")),
                        Map.of("queue-size", 100.0, "failed-syncs", 2.5, "success-rate", 90.0),
                        Optional.of("mon-fri 06:30-08:00"),
                        Optional.of(ZoneId.of("Asia/Manila"))));
    }

    @Test
    void columnsComeInAnyOrderAndOnlyTheNameIsNeeded() throws IOException {
        List<StationProfile> stations = read("group, title ,name", "north,Gate 3,gate-3", "", ",,", ",,gate-1", "");
        assertThat(stations).extracting(StationProfile::name).containsExactly("gate-3", "gate-1");
        assertThat(stations).extracting(StationProfile::title).containsExactly("Gate 3", "gate-1");
        assertThat(stations).extracting(StationProfile::group).containsExactly("north", "");
        assertThat(read("name", "gate-1")).containsExactly(StationProfile.unknown("gate-1"));
    }

    @Test
    void whatASpreadsheetSavesIsRead() throws IOException {
        String text = "\uFEFFname,title,components\r\ngate-1,Pintô sa silangan,camera cloud\r\n,,\r\n";
        Files.writeString(registry.path(), text);
        assertThat(registry.read()).extracting(StationProfile::title).containsExactly("Pintô sa silangan");
        assertThat(registry.read().get(0).components()).contains(List.of("camera", "cloud"));
    }

    @Test
    void everyFaultIsSaidTogetherWithItsLineColumnValueReasonAndAGoodExample() throws IOException {
        List<Fault> faults = faults(
                "name,title,components,queue_size,failed_syncs,success_rate,timetable,zone",
                "gate 1,,Camera!,-1,x,101,,Mars/Olympus",
                "gate-2,,,,,,,",
                "gate-2,,,,,,,",
                ",East,,,,,,",
                "gate-3",
                "gate-4,\"open,,,,,,",
                "gate-5," + "x".repeat(101) + ",camera;camera,,,," + "y".repeat(201) + ",",
                "gate-6,a\u202Eb,,,,,,",
                "gate-7,,,1e9,,,,");
        assertThat(faults)
                .extracting(fault -> fault.line() + " " + fault.column())
                .containsExactly(
                        "2 name",
                        "2 components",
                        "2 queue_size",
                        "2 failed_syncs",
                        "2 success_rate",
                        "2 zone",
                        "4 name",
                        "5 name",
                        "6 ",
                        "7 ",
                        "8 title",
                        "8 components",
                        "8 timetable",
                        "9 title",
                        "10 queue_size");
        assertThat(faults).filteredOn(fault -> fault.line() == 2).allSatisfy(fault -> {
            assertThat(fault.value()).isNotEmpty();
            assertThat(fault.reason()).isNotEmpty();
            assertThat(fault.example()).isNotEmpty();
        });
        assertThat(faults.get(5))
                .hasToString("line 2, zone: “Mars/Olympus” is not the name of a time zone; good: Asia/Manila");
        assertThat(faults.get(6)).hasToString("line 4, name: “gate-2” stands in line 3 already");
        assertThat(faults.get(13).value()).doesNotContain("\u202E");
    }

    @Test
    void aTimetableThatCannotBeReadIsRefusedWithAllItsFaults_P81() throws IOException {
        List<Fault> faults = faults("name,timetable", "gate-1,\"mon 08:00-06:00, 9-10\"");
        assertThat(faults).singleElement().satisfies(fault -> {
            assertThat(fault.column()).isEqualTo("timetable");
            assertThat(fault.reason()).contains("ends before it begins").contains("“9-10” is no window");
            assertThat(fault.example()).isEqualTo("mon-fri 06:30-08:00");
        });
    }

    @ParameterizedTest(name = "the header {0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "title,site|has no column name",
                "name,titel|“titel” is none of",
                "name,name|is there twice",
                "name;title|has no column name"
            })
    void aWrongHeaderIsAFault(String header, String said) throws IOException {
        assertThat(faults(header, "gate-1,x"))
                .extracting(Fault::toString)
                .anySatisfy(text -> assertThat(text).contains(said));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n \n", "\uFEFF\r\n"})
    void anEmptyFileHasNoHeader(String text) throws IOException {
        assertThat(faults(text)).singleElement().asString().contains("has no header");
    }

    @Test
    void rowsAreStillCheckedUnderAHeaderThatHasAName() throws IOException {
        assertThat(faults("name,titel", "gate 1,x")).extracting(Fault::line).containsExactly(1, 2);
    }

    @Test
    void whatIsNotUtf8IsSaidWithItsLine() throws IOException {
        Files.write(registry.path(), "name,title\ngate-1,Pint\u00f4\n".getBytes(StandardCharsets.ISO_8859_1));
        RegistryException fault = catchThrowableOfType(RegistryException.class, registry::read);
        assertThat(fault.faults().get(0).toString()).startsWith("line 2: is not in UTF-8");
    }

    @Test
    void whatIsNoRegistryIsRefusedWhole() throws IOException {
        Files.write(registry.path(), new byte[RegistryFile.MOST_BYTES + 1]);
        assertThat(catchThrowableOfType(RegistryException.class, registry::read))
                .hasMessageContaining("larger than");
        Files.delete(registry.path());
        Files.createDirectory(registry.path());
        assertThat(catchThrowableOfType(RegistryException.class, registry::read))
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aThousandStationsAndNotOneMore() throws IOException {
        List<String> lines = new ArrayList<>(List.of("name"));
        IntStream.rangeClosed(1, Rows.MOST_STATIONS).forEach(i -> lines.add("gate-" + i));
        assertThat(read(lines.toArray(String[]::new))).hasSize(Rows.MOST_STATIONS);
        lines.add("one-more");
        lines.add("and-another");
        assertThat(faults(lines.toArray(String[]::new))).extracting(Fault::line).containsExactly(1_002);
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadAsItWas(
            @ForAll @StringLength(max = 40) String title, @ForAll @StringLength(max = 40) String room) {
        StationProfile station = new StationProfile(
                "gate-1",
                clean(title),
                "",
                "",
                "",
                clean(room),
                "",
                Optional.of(List.of("camera")),
                Map.of("queue-size", 0.5),
                Optional.empty(),
                Optional.of(ZoneId.of("Asia/Manila")));
        Rows.Result result = Rows.read(Rows.write(List.of(station, StationProfile.unknown("gate-2"))));
        assertThat(result.faults()).isEmpty();
        assertThat(result.stations()).containsExactly(station, StationProfile.unknown("gate-2"));
    }

    private static String clean(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().filter(Texts::isPrintable).forEach(out::appendCodePoint);
        return out.toString().strip();
    }

    @Test
    void anEditReplacesTheFileWithItsRights() throws IOException {
        read("name,title", "gate-1,West");
        Files.setPosixFilePermissions(registry.path(), PosixFilePermissions.fromString("rw-r-----"));
        registry.edit(stations -> List.of(stations.get(0), StationProfile.unknown("gate-2")));
        assertThat(registry.read()).extracting(StationProfile::title).containsExactly("West", "gate-2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(registry.path())))
                .isEqualTo("rw-r-----");
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("stations.csv", "stations.csv.lock");
        }
    }

    @Test
    void aNewFileIsForItsOwnerOnly() throws IOException {
        registry.edit(stations -> List.of(StationProfile.unknown("gate-1")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(registry.path())))
                .isEqualTo("rw-------");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path kept =
                Files.writeString(Files.createDirectory(folder.resolve("etc")).resolve("stations.csv"), "name\n");
        Files.createSymbolicLink(registry.path(), kept);
        registry.edit(stations -> List.of(StationProfile.unknown("gate-1")));
        assertThat(registry.path()).isSymbolicLink();
        assertThat(Files.readString(kept)).contains("gate-1");
    }

    @Test
    void aWrongFileIsNeitherEditedNorWritten() throws IOException {
        Files.writeString(registry.path(), "name\ngate 1\n");
        assertThat(catchThrowableOfType(RegistryException.class, () -> registry.edit(stations -> stations))
                        .faults())
                .hasSize(1);
        assertThat(Files.readString(registry.path())).isEqualTo("name\ngate 1\n");
        Files.writeString(registry.path(), "name\ngate-1\n");
        assertThat(catchThrowableOfType(
                        RegistryException.class,
                        () -> registry.edit(stations -> List.of(stations.get(0), stations.get(0)))))
                .hasMessageContaining("stands in line 2 already");
        assertThat(Files.readString(registry.path())).isEqualTo("name\ngate-1\n");
    }
}
