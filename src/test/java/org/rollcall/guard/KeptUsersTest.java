package org.rollcall.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.naming.CompositeName;
import javax.naming.InitialContext;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import org.apache.catalina.UserDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tomcat leaves a file that was written a moment ago for later, so each is given a time of its own in the past. */
class KeptUsersTest {
    private static final String FIRST = "<tomcat-users><user username=\"viewer\" password=\"x$1$y\" roles=\"viewer\"/>"
            + "<user username=\"gate-1\" password=\"x$1$y\" roles=\"station\"/></tomcat-users>";

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private final Logger log = Logger.getLogger(KeptUsers.class.getName());
    private final Handler notes = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            told.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Instant written = Instant.parse("2026-11-23T07:00:00Z");
    private Path file = Path.of("");
    private UserDatabase users = new KeptUsers("none", "", () -> 0);

    @BeforeEach
    void open() throws Exception {
        log.addHandler(notes);
        file = folder.resolve("users.xml");
        write(FIRST);
        users = opened();
        users.backgroundProcess();
        assertThat(users.findUser("viewer")).isNotNull();
    }

    @SuppressWarnings("JdkObsolete") // as the interface of factories is
    private UserDatabase opened() throws Exception {
        Reference reference = new Reference(UserDatabase.class.getName());
        reference.add(new StringRefAddr("pathname", file.toString()));
        return (UserDatabase) Objects.requireNonNull(new KeptUsersFactory()
                .getObjectInstance(
                        reference, new CompositeName("users"), new InitialContext(), new Hashtable<String, String>()));
    }

    @AfterEach
    void close() {
        log.removeHandler(notes);
    }

    @Test
    void aChangeCountsWhileTheServerRuns() throws IOException {
        write(FIRST.replace("gate-1", "gate-2"));
        users.backgroundProcess();
        assertThat(users.findUser("gate-2")).isNotNull();
        assertThat(users.findUser("gate-1")).isNull();
        assertThat(told).isEmpty();
    }

    @Test
    void aStartWithLoginsThatCannotBeReadNamesTheFileAndWhatToDo() throws Exception {
        String advice = "; put a copy back, or take it away so that the next start makes new ones";
        for (int length : List.of(FIRST.length() - 20, 80, 10)) {
            write(FIRST.substring(0, length));
            assertThatThrownBy(this::opened)
                    .as("%d characters", length)
                    .hasMessageStartingWith("the logins in " + file + " cannot be read: XML document structures must")
                    .hasMessageEndingWith(advice)
                    .satisfies(thrown -> assertThat(thrown.getStackTrace()[0].getClassName())
                            .as("what the launcher takes for a reason of ours")
                            .startsWith("org.rollcall"));
        }
        write("");
        assertThatThrownBy(this::opened).hasMessage("the logins in " + file + " cannot be read: it is empty" + advice);
    }

    @Test
    void aFileThatIsCutKeepsTheFormerLoginsAndIsToldOnce() throws IOException {
        for (int length : List.of(FIRST.length() - 20, 80, 10, 0)) {
            write(FIRST.substring(0, length));
            users.backgroundProcess();
            users.backgroundProcess();
            assertThat(users.findUser("viewer")).as("%d characters", length).isNotNull();
        }
        assertThat(told).containsExactly("SEVERE the logins in " + file + " cannot be read, the former ones stay");
        write(FIRST.replace("gate-1", "gate-2"));
        users.backgroundProcess();
        assertThat(users.findUser("gate-2")).isNotNull();
        assertThat(told).hasSize(2).last().isEqualTo("INFO the logins in " + file + " can be read again");
    }

    /** A login that was taken out goes on being let in: that is not said once and forgotten. */
    @Test
    void aFileThatStaysDamagedIsToldAgainEveryTenMinutes() throws Exception {
        AtomicLong nanos = new AtomicLong();
        KeptUsers kept = new KeptUsers("kept", file.toString(), nanos::get);
        kept.open();
        write("<tomcat-users");
        for (int minute = 0; minute < 25; minute++) {
            kept.backgroundProcess();
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        }
        assertThat(told).hasSize(3).allMatch(line -> line.startsWith("SEVERE"));
        assertThat(kept.findUser("viewer")).isNotNull();
    }

    /** A folder in its place cannot be read by root either, who may read every file. */
    @Test
    void aFileThatCannotBeReadKeepsTheFormerLogins() throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
        Files.setLastModifiedTime(file, FileTime.from(written.plusSeconds(60)));
        users.backgroundProcess();
        users.backgroundProcess();
        assertThat(users.findUser("viewer")).isNotNull();
        assertThat(told).hasSize(1);
    }

    @Test
    void aFileThatNobodyMayReadKeepsTheFormerLogins() throws IOException {
        write(FIRST.replace("gate-1", "gate-2"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        users.backgroundProcess();
        assertThat(users.findUser("viewer")).isNotNull();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        users.backgroundProcess();
        assertThat(users.findUser("gate-2")).as("given back without a new time").isNotNull();
    }

    @Test
    void aFileThatIsGoneKeepsTheFormerLogins() throws IOException {
        Path away = folder.resolve("away.xml");
        Files.move(file, away, StandardCopyOption.ATOMIC_MOVE);
        users.backgroundProcess();
        assertThat(users.findUser("viewer")).isNotNull();
        Files.move(away, file, StandardCopyOption.ATOMIC_MOVE);
        users.backgroundProcess();
        assertThat(users.findUser("viewer")).isNotNull();
        assertThat(told).hasSize(2);
    }

    @Test
    void aFileWithoutLoginsIsTaken() throws IOException {
        write("<tomcat-users/>");
        users.backgroundProcess();
        assertThat(users.findUser("viewer")).isNull();
    }

    private void write(String text) throws IOException {
        written = written.plusSeconds(60);
        Path made = Files.writeString(folder.resolve("made"), text);
        Files.setLastModifiedTime(made, FileTime.from(written));
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
