package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that may not be read, or lie where nothing may be written (F11). The watcher runs as another user when root
 * tests, for root may do everything, and as the same one otherwise.
 */
class SourcePermissionsTest {
    private static final String READS = "The attendance database is read.";

    @TempDir
    Path folder;

    private Path theirs;
    private Path file;
    private Path program;

    @BeforeEach
    void make() throws IOException {
        theirs = Files.createDirectory(folder.resolve("theirs"));
        program = Files.createDirectory(folder.resolve("program"));
        file = theirs.resolve("attendance.db");
        allow(folder, "rwxr-xr-x");
        allow(program, "rwxr-xr-x");
        allow(theirs, "rwxr-xr-x");
    }

    @AfterEach
    void mend() throws IOException {
        allow(theirs, "rwxr-xr-x"); // or the folder could not be removed
    }

    @Test
    void withoutPermissionItSaysWhyAndHeals_F11() throws Exception {
        writeGood("delete");
        allow(file, "---------");
        try (Onlooker onlooker = Onlooker.start(another(), program, file)) {
            assertThat(onlooker.look())
                    .containsExactly(
                            "unreadable",
                            "The attendance database may not be read (no permission).",
                            "let the user that runs Rollcall read " + file + " and enter its folder",
                            "none");
            allow(file, "r--r--r--");
            assertThat(onlooker.look()).containsExactly("reading", READS, "", "1");
            allow(theirs, "---------");
            assertThat(onlooker.look())
                    .startsWith("unreadable", "The attendance database may not be read (no permission).")
                    .endsWith("1");
            allow(theirs, "r-xr-xr-x");
            assertThat(onlooker.look()).containsExactly("reading", READS, "", "1");
        }
    }

    @Test
    void whereNothingMayBeWrittenItWorks_F11() throws Exception {
        writeGood("delete");
        allow(file, "r--r--r--");
        allow(theirs, "r-xr-xr-x");
        try (Onlooker onlooker = Onlooker.start(another(), program, file)) {
            assertThat(onlooker.look()).containsExactly("reading", READS, "", "1");
            assertThat(names()).containsExactly("attendance.db");
        }
    }

    /** In this mode SQLite wants files beside the database that only a writer makes; nothing is read but the database. */
    @Test
    void inWalModeItWorksBesideAWriterAndWithoutOne_F11() throws Exception {
        writeGood("wal");
        allow(theirs, "r-xr-xr-x");
        try (Onlooker onlooker = Onlooker.start(another(), program, file)) {
            assertThat(onlooker.look()).containsExactly("reading", READS, "", "1");
            assertThat(names()).containsExactly("attendance.db");
            allow(theirs, "rwxr-xr-x");
            try (School school = School.bare(file, "wal")) {
                school.scan(2, "b", "2026-11-23 09:01:00");
                allow(theirs, "r-xr-xr-x");
                assertThat(onlooker.look()).containsExactly("reading", READS, "", "2");
            }
        }
    }

    @Test
    void onAMediumThatIsMountedReadOnlyItWorks_F11() throws Exception {
        writeGood("delete");
        String mount = "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"";
        List<String> readOnly = isRoot()
                ? List.of("unshare", "--mount", "sh", "-c", mount, theirs.toString())
                : List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, theirs.toString());
        try (Onlooker onlooker = Onlooker.start(readOnly, program, file)) {
            assertThat(onlooker.look()).containsExactly("reading", READS, "", "1");
            try (School school = School.bare(file, "delete")) { // the mount is the onlooker's alone
                school.scan(2, "b", "2026-11-23 09:01:00");
            }
            assertThat(onlooker.look()).containsExactly("reading", READS, "", "2");
        }
    }

    private void writeGood(String journal) throws Exception {
        try (School school = School.open(file, journal)) {
            school.scan(1, "a", "2026-11-23 09:00:00");
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(theirs)) {
            return files.map(one -> one.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> another() throws IOException {
        return isRoot() ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") : List.of();
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static void allow(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
