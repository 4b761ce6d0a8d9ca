package org.rollcall.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void everyFaultOfTheTimetableIsToldWithAGoodExample() {
        Map<String, String> values = Map.of(
                "rollcall.data", folder.toString(),
                "rollcall.timetable", "mon 08:00-06:00, 9-10",
                "rollcall.timetable.holidays", "2026-02-30, 2026-12-01..2026-11-01, none.ics",
                "rollcall.timetable.halfdays", "friday");
        assertThatThrownBy(() -> Settings.from(key -> Optional.ofNullable(values.get(key))))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("“08:00-06:00” ends before it begins")
                .hasMessageContaining("“9-10” is no window")
                .hasMessageContaining("for example rollcall.timetable=mon-fri 06:00-08:00")
                .hasMessageContaining("rollcall.timetable.holidays=2026-02-30: is no date")
                .hasMessageContaining("rollcall.timetable.holidays=2026-12-01..2026-11-01: is no date")
                .hasMessageContaining("rollcall.timetable.holidays=none.ics: is not there")
                .hasMessageContaining("rollcall.timetable.halfdays=friday: is no date");
    }

    @Test
    void holidaysAndHalfDaysAreDatesAndRanges() {
        Map<String, String> values = Map.of(
                "rollcall.data", folder.toString(),
                "rollcall.timetable", "mon-sun 06:00-08:00, 12:00-13:00",
                "rollcall.timetable.holidays", "2026-12-08, 2026-12-21..2027-01-03",
                "rollcall.timetable.halfdays", "2026-12-18");
        TimetableSettings settings =
                Settings.from(key -> Optional.ofNullable(values.get(key))).timetable();
        List<String> open = List.of(
                        "2026-12-08T07",
                        "2026-12-20T12",
                        "2026-12-21T07",
                        "2027-01-03T07",
                        "2027-01-04T07",
                        "2026-12-18T07",
                        "2026-12-18T12")
                .stream()
                .filter(hour -> settings.timetable()
                        .orElseThrow()
                        .phase(java.time.Instant.parse(hour + ":30:00Z"), java.time.ZoneOffset.UTC)
                        .isOpen())
                .toList();
        assertThat(open).containsExactly("2026-12-20T12", "2027-01-04T07", "2026-12-18T07");
    }

    @Test
    void everyDefaultIsAsPromised() {
        Settings settings =
                Settings.from(key -> key.equals("rollcall.data") ? Optional.of(folder.toString()) : Optional.empty());
        assertThat(settings.station()).isEqualTo("local");
        assertThat(settings.components()).containsExactly("camera", "cloud", "sms");
        assertThat(settings.recentEvents()).isEqualTo(100);
        assertThat(settings.recentAlerts()).isEqualTo(50);
        assertThat(settings.databases().get(0).poll()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.alerts().queueSize()).isEqualTo(50);
        assertThat(settings.store().durability()).isEqualTo(StoreSettings.Durability.FULL);
    }

    @Test
    void allFaultsAreReportedAtOnceWithAGoodExample() {
        Map<String, String> wrong = Map.of(
                "rollcall.data", folder.toString(),
                "rollcall.poll", "5 parsecs",
                "rollcall.zone", "Mars/Olympus",
                "rollcall.events.recent", "-1",
                "rollcall.store.durability", "maybe",
                "rollcall.components", "camera,,cloud");
        SettingsException fault = catchThrowableOfType(
                SettingsException.class, () -> Settings.from(key -> Optional.ofNullable(wrong.get(key))));
        assertThat(fault.problems())
                .extracting(Problem::key)
                .containsExactlyInAnyOrder(
                        "rollcall.poll",
                        "rollcall.zone",
                        "rollcall.events.recent",
                        "rollcall.store.durability",
                        "rollcall.components");
        assertThat(fault.problems())
                .allSatisfy(problem -> assertThat(problem.example()).isNotBlank());
        assertThat(fault).hasMessageContaining("rollcall.zone=Mars/Olympus").hasMessageContaining("Asia/Manila");
    }

    private Settings settings(String... pairs) {
        Map<String, String> given = new java.util.HashMap<>(Map.of("rollcall.data", folder.toString()));
        for (int i = 0; i < pairs.length; i += 2) {
            given.put(pairs[i], pairs[i + 1]);
        }
        return Settings.from(key -> Optional.ofNullable(given.get(key)));
    }

    /** What is asked of the JDK as a name is found in the file that stands for the network's answer. */
    @Test
    void whatOnlyLooksLikeAnAddressIsNotLookedUpAsAName() throws Exception {
        String entries = "300.1.1.1, 1.2.3.999, 010.0.0.1, .::1";
        Path names =
                Files.writeString(folder.resolve("names"), "10.9.8.7 300.1.1.1\n10.9.8.7 1.2.3.999\n10.9.8.7 .::1\n");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Djdk.net.hosts.file=" + names,
                        "-cp",
                        place(SettingsTest.class) + ":" + place(Settings.class),
                        ProxiesOnly.class.getName(),
                        entries)
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly(entries.split(", "));
    }

    private static String place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    /** Prints which of the proxies in its argument are refused. */
    static final class ProxiesOnly {
        private ProxiesOnly() {}

        public static void main(String[] args) {
            var reader =
                    new SettingsReader(key -> key.equals("rollcall.proxies") ? Optional.of(args[0]) : Optional.empty());
            FrontSettings.from(reader);
            try {
                reader.check();
            } catch (SettingsException e) {
                e.problems().forEach(problem -> System.out.println(problem.value()));
            }
        }
    }

    /** Issue 6.3: checked at the start, all faults at once. */
    @Test
    void everyFaultOfWhoMayComeInIsToldAndNoPasswordIs() throws java.io.IOException {
        Path file = java.nio.file.Files.writeString(folder.resolve("a.pem"), "x");
        SettingsException fault = catchThrowableOfType(
                SettingsException.class,
                () -> settings(
                        "rollcall.tls.certificate", file.toString(),
                        "rollcall.tls.keystore", folder.resolve("none.p12").toString(),
                        "rollcall.tls.hsts", "-1d",
                        "rollcall.allow.plain", "yes",
                        "rollcall.allow.addresses", "10.0.0.0/8, 10.0.0.0/33, gate.school.example, 300.1.1.1, ::1/129",
                        "rollcall.allow.origins", "https://a.example, https://b.example/, *",
                        "rollcall.proxies", "127.0.0.1, 10.0.0.0/8",
                        "rollcall.limit.logins", "0"));
        assertThat(fault.problems())
                .extracting(problem -> problem.key() + "=" + problem.value())
                .containsExactlyInAnyOrder(
                        "rollcall.tls.keystore=" + folder.resolve("none.p12"),
                        "rollcall.tls.keystore=" + folder.resolve("none.p12"),
                        "rollcall.tls.password=",
                        "rollcall.tls.hsts=-1d",
                        "rollcall.allow.plain=yes",
                        "rollcall.allow.addresses=10.0.0.0/33",
                        "rollcall.allow.addresses=gate.school.example",
                        "rollcall.allow.addresses=300.1.1.1",
                        "rollcall.allow.addresses=::1/129",
                        "rollcall.allow.origins=https://b.example/",
                        "rollcall.allow.origins=*",
                        "rollcall.proxies=10.0.0.0/8",
                        "rollcall.limit.logins=0");
        TlsSettings tls = settings(
                        "rollcall.tls.certificate",
                        file.toString(),
                        "rollcall.tls.key",
                        file.toString(),
                        "rollcall.tls.password",
                        "sesame")
                .front()
                .tls()
                .orElseThrow();
        assertThat(tls.toString()).doesNotContain("sesame").contains("***");
    }

    @Test
    void halfACertificateIsAFaultAndNoneIsNone() throws java.io.IOException {
        Path file = java.nio.file.Files.writeString(folder.resolve("a.pem"), "x");
        assertThatThrownBy(() -> settings("rollcall.tls.key", file.toString()))
                .hasMessageContaining("rollcall.tls.certificate=: is missing beside rollcall.tls.key");
        FrontSettings front = settings().front();
        assertThat(front.tls()).isEmpty();
        assertThat(front.plain()).isFalse();
        assertThat(front.limits()).isEqualTo(new LimitSettings(0, 0, 10));
        assertThat(settings("rollcall.allow.addresses", "127.0.0.0/8,192.168.1.0/24 , fd00::/8, ::1")
                        .front()
                        .addresses())
                .containsExactly("127.0.0.0/8", "192.168.1.0/24", "fd00::/8", "::1");
    }

    @Test
    void aComponentThatIsNamedTwiceIsAFault() {
        assertThat(faultsOf("rollcall.components", "camera,cloud, camera,camera"))
                .containsExactly("rollcall.components=camera,cloud, camera,camera: names camera twice");
    }

    /** A NUL is in no path of any locale. */
    @Test
    void whatCannotBeAPathIsAFaultLikeEveryOther() {
        for (String key : List.of(
                "rollcall.data",
                "rollcall.stations",
                "rollcall.database",
                "rollcall.tls.keystore",
                "rollcall.tls.certificate",
                "rollcall.tls.key")) {
            assertThat(faultsOf(key, "/srv/S\0d/x"))
                    .as(key)
                    .contains(key + "=/srv/S\0d/x: cannot be a path here"
                            + " (set LC_ALL=C.UTF-8 if it has letters beyond a to z)");
        }
        assertThat(faultsOf("rollcall.databases", "gate-1=/srv/S\0d.db"))
                .singleElement()
                .asString()
                .startsWith("rollcall.databases=gate-1=/srv/S\0d.db: cannot be a path here");
        assertThat(faultsOf("rollcall.timetable.holidays", "/srv/S\0d.ics"))
                .singleElement()
                .asString()
                .startsWith("rollcall.timetable.holidays=/srv/S\0d.ics: cannot be a path here");
    }

    @Test
    void aCertificateThatCannotBeAPathIsNotMissingToo() throws IOException {
        String key = Files.writeString(folder.resolve("a.pem"), "x").toString();
        SettingsException fault = catchThrowableOfType(
                SettingsException.class,
                () -> settings("rollcall.tls.certificate", "/srv/\0", "rollcall.tls.key", key));
        assertThat(fault.problems()).hasSize(1);
    }

    private List<String> faultsOf(String key, String value) {
        return catchThrowableOfType(SettingsException.class, () -> settings("rollcall.poll", "2s", key, value))
                .problems()
                .stream()
                .map(problem -> problem.key() + "=" + problem.value() + ": " + problem.reason())
                .toList();
    }

    @Test
    void oneDatabaseIsOfTheOneStation() {
        Settings settings = settings(
                "rollcall.database", "/srv/a,b@c.db", "rollcall.station", "gate-1", "rollcall.zone", "Asia/Manila");
        assertThat(settings.databases())
                .containsExactly(new AttendanceSettings(
                        Path.of("/srv/a,b@c.db"), "gate-1", ZoneId.of("Asia/Manila"), Duration.ofSeconds(5)));
    }

    /** Issue 3, item 6. */
    @Test
    void severalDatabasesHaveTheirOwnStationsAndZonesTheHomeStationFirst() {
        String list = "gate-1 = /srv/gate 1/a=b.db ,gate-2=/srv/c@d.db@Pacific/Kiritimati, gate-3=rel.db";
        Settings settings =
                settings("rollcall.databases", list, "rollcall.station", "gate-3", "rollcall.zone", "Asia/Manila");
        assertThat(settings.databases())
                .extracting(AttendanceSettings::station)
                .containsExactly("gate-3", "gate-1", "gate-2");
        assertThat(settings.databases())
                .extracting(one -> one.database().toString())
                .containsExactly("rel.db", "/srv/gate 1/a=b.db", "/srv/c@d.db");
        assertThat(settings.databases())
                .extracting(one -> one.zone().getId())
                .containsExactly("Asia/Manila", "Asia/Manila", "Pacific/Kiritimati");
        assertThat(settings.station()).isEqualTo("gate-3");
        assertThat(settings("rollcall.databases", list).station()).isEqualTo("gate-1");
        assertThat(settings("rollcall.databases", "manila=/a.db@Asia/Manila")
                        .zone()
                        .getId())
                .isEqualTo("Asia/Manila");
    }

    @Test
    void everyFaultOfTheListIsReportedWithAGoodExample() {
        String list = "gate-1=/srv/1.db, gate-1=/srv/2.db, gate-3=/srv/x/../1.db,, gate 4=/srv/4.db, gate-5,"
                + "gate-6=, gate-7=/srv/7.db@Mars/Olympus, gate-8=" + folder.resolve("monitor.db");
        SettingsException fault = catchThrowableOfType(
                SettingsException.class,
                () -> settings(
                        "rollcall.databases", list, "rollcall.database", "/srv/9.db", "rollcall.station", "gate-9"));
        assertThat(fault.problems())
                .extracting(problem -> problem.value() + ": " + problem.reason())
                .containsExactly(
                        list
                                + ": stands beside rollcall.database; name that file in the list too, and take the other away",
                        "gate-1=/srv/2.db: names the station gate-1 a second time",
                        "gate-3=/srv/x/../1.db: names the file of gate-1 a second time",
                        ": has an empty entry; a comma stands between two entries only",
                        "gate 4=/srv/4.db: begins with no name of a station, of the form"
                                + " [A-Za-z0-9][A-Za-z0-9._-]{0,63}",
                        "gate-5: is not station=file",
                        "gate-6=: is not station=file",
                        "gate-7=/srv/7.db@Mars/Olympus: ends with “Mars/Olympus”, which is not the name of a time zone"
                                + " (a path with an @ needs its zone)",
                        "gate-8=" + folder.resolve("monitor.db") + ": names Rollcall's own store",
                        "gate-9: is no station of rollcall.databases (gate-1)");
        assertThat(settings("rollcall.databases", fault.problems().get(0).example())
                        .databases())
                .hasSize(2);
    }

    @Test
    void theDisksOfTheDatabasesAreNotAskedAtTheStart() throws IOException {
        Path file = Files.createFile(folder.resolve("a.db"));
        Path link = Files.createSymbolicLink(folder.resolve("b.db"), file);
        assertThat(settings("rollcall.databases", "gate-1=" + file + ",gate-2=" + link)
                        .databases())
                .as("that they are one file takes a look at it, which may hang")
                .extracting(AttendanceSettings::station)
                .containsExactly("gate-1", "gate-2");
    }

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "5s, PT5S", "15m, PT15M", "2h, PT2H", "30d, PT720H", "PT1M, PT1M"})
    void durationsAreReadInBothForms(String text, Duration duration) {
        assertThat(SettingsReader.duration(text)).contains(duration);
    }

    @Test
    void whatIsNoDurationIsAbsent() {
        for (String text : List.of("", "5", "-5s", "s", "1e3s", "99999999999s")) {
            assertThat(SettingsReader.duration(text)).as(text).isEmpty();
        }
    }
}
