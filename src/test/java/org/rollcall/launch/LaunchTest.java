package org.rollcall.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.ErrorManager;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchTest {
    private static final ZoneId MANILA = ZoneId.of("Asia/Manila");

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-23T15:59:59Z");

    @AfterEach
    void startIsOver() {
        Console.startEnds();
    }

    @Test
    void aPortThatIsInUseIsNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(PortCheck.problem("127.0.0.1", other.getLocalPort()))
                    .hasValueSatisfying(text -> assertThat(text).contains("is in use", "" + other.getLocalPort()));
        }
    }

    @Test
    void aFreePortIsNoProblemAndAForeignAddressIs() {
        assertThat(PortCheck.problem("127.0.0.1", 0)).isEmpty();
        assertThat(PortCheck.problem("192.0.2.1", 0))
                .hasValueSatisfying(text -> assertThat(text).contains("not an address of this machine"));
    }

    @Test
    void oneRecordIsOneLineWhateverItSays() {
        LogRecord entry = entry("a\nSEVERE b\r\u001b[31m\u0000 \u202e c\u2028 é");
        assertThat(new LineFormatter(MANILA).format(entry))
                .startsWith("2026-11-23T23:59:59.000+08:00 INFO [")
                .endsWith("org.rollcall.test: a\\nSEVERE b\\r\\u001b[31m\\u0000 \\u202e c\\u2028 é\n")
                .hasLineCount(1);
    }

    @Test
    void asJsonOneRecordIsOneObjectWhateverItSays() throws IOException {
        LogRecord entry =
                entry("a\n{\"level\":\"SEVERE\"}\r\u001b[31m\u0000 \\ \u202e c\u2028 é \uD83D\uDE00 \udb40\udc41");
        entry.setThrown(new IllegalStateException("x\ny", new IOException("cause")));
        CurrentRequest.begin("abc-1");
        String text;
        try {
            text = Formats.of("json", MANILA).format(entry);
        } finally {
            CurrentRequest.end();
        }
        assertThat(text).endsWith("}\n").hasLineCount(1);
        assertThat(text.codePoints().filter(LineFormatter::hidden).toArray()).containsExactly('\n');
        JsonNode read = new ObjectMapper().readTree(text);
        assertThat(read.path("message").asText()).isEqualTo(entry.getMessage());
        assertThat(read.path("level").asText()).isEqualTo("INFO");
        assertThat(read.path("time").asText()).isEqualTo("2026-11-23T23:59:59.000+08:00");
        assertThat(read.path("logger").asText()).isEqualTo("org.rollcall.test");
        assertThat(read.path("request").asText()).isEqualTo("abc-1");
        assertThat(read.path("trace").asText()).contains("IllegalStateException: x\\ny", "caused by");
        assertThat(new ObjectMapper()
                        .readTree(Formats.of("json", MANILA).format(entry("m")))
                        .has("request"))
                .isFalse();
    }

    @Test
    void aLineOfARequestNamesIt() {
        CurrentRequest.begin("abc-1");
        try {
            assertThat(Formats.of("text", MANILA).format(entry("m")))
                    .contains("[" + Thread.currentThread().getName() + " abc-1] org.rollcall.test: m");
        } finally {
            CurrentRequest.end();
        }
    }

    @Test
    void aTraceFollowsOnLinesThatCannotPassForRecords() {
        LogRecord entry = entry("failed");
        entry.setThrown(new IllegalStateException("x\n2026-11-23", new IOException("cause")));
        String text = new LineFormatter(MANILA).format(entry);
        assertThat(text.lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("\t"));
        assertThat(text).contains("x\\n2026-11-23").contains("\tcaused by java.io.IOException: cause");
    }

    @Test
    void theLogHasAFileForEachDayOfTheZoneAndForgetsOldOnes() throws IOException {
        Files.writeString(folder.resolve("monitor_20261001.log"), "old");
        Files.writeString(folder.resolve("monitor_notes.log"), "not ours");
        var log = dayFile(1);
        log.publish(entry("before midnight"));
        now = now.plusSeconds(1);
        log.publish(entry("after midnight"));
        log.close();
        assertThat(folder.resolve("monitor_20261123.log")).content().contains("before midnight");
        assertThat(folder.resolve("monitor_20261124.log")).content().contains("after midnight");
        assertThat(folder.resolve("monitor_20261001.log")).doesNotExist();
        assertThat(folder.resolve("monitor_notes.log")).exists();
    }

    @Test
    void aClockThatIsWrongForOneRecordCostsNoLog() throws IOException {
        for (int day = 1; day <= 22; day++) {
            Files.writeString(folder.resolve(String.format(Locale.ROOT, "monitor_202611%02d.log", day)), "old");
        }
        var log = dayFile(30);
        Instant right = now;
        log.publish(entry("before"));
        for (String wrong : List.of("2039-03-01T00:00:00Z", "1970-01-01T00:00:00Z")) {
            now = Instant.parse(wrong);
            log.publish(entry("meanwhile"));
            now = right;
            log.publish(entry("after " + wrong));
        }
        log.close();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("22 old ones, today's and two of wrong days").hasSize(25);
        }
        assertThat(folder.resolve("monitor_20261123.log"))
                .content()
                .contains("before", "after 2039", "after 1970")
                .doesNotContain("meanwhile");
    }

    @Test
    void theFileThatIsWrittenStaysHoweverOldItsNameIs() throws IOException {
        for (int day = 10; day <= 12; day++) {
            Files.writeString(folder.resolve("monitor_203901" + day + ".log"), "newer by name");
        }
        var log = dayFile(2);
        log.publish(entry("of today"));
        log.close();
        assertThat(folder.resolve("monitor_20261123.log")).content().contains("of today");
        assertThat(folder.resolve("monitor_20390110.log")).doesNotExist();
    }

    @Test
    void anOldLogThatCannotBeDeletedIsToldAndCostsNoRecord() throws IOException {
        Files.createDirectories(folder.resolve("monitor_20200101.log/kept"));
        Files.writeString(folder.resolve("monitor_20190101.log"), "older");
        Files.writeString(folder.resolve("monitor_20261122.log"), "yesterday");
        List<String> told = new ArrayList<>();
        var log = dayFile(1);
        log.setErrorManager(new ErrorManager() {
            @Override
            public synchronized void error(String message, Exception cause, int code) {
                told.add(message);
            }
        });
        log.publish(entry("first"));
        log.publish(entry("second"));
        log.close();
        assertThat(folder.resolve("monitor_20261123.log")).content().contains("first", "second");
        assertThat(folder.resolve("monitor_20190101.log")).doesNotExist();
        assertThat(folder.resolve("monitor_20261122.log")).exists();
        assertThat(told).containsExactly("cannot delete the old log " + folder.resolve("monitor_20200101.log"));
    }

    /** As a full disk, or the power's end, leaves it. */
    @Test
    void aRecordAfterATornOneBeginsALine() throws IOException {
        Path today = folder.resolve("monitor_20261123.log");
        Files.writeString(today, "whole\nhalf a rec");
        var log = dayFile(1);
        log.publish(entry("first"));
        now = now.plusSeconds(1);
        Files.createDirectory(folder.resolve("monitor_20261124.log"));
        log.publish(entry("lost"));
        Files.writeString(today, "another ha", StandardOpenOption.APPEND);
        now = now.minusSeconds(1);
        log.publish(entry("second"));
        log.publish(entry("third"));
        log.close();
        assertThat(Files.readAllLines(today))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("whole"),
                        line -> assertThat(line).isEqualTo("half a rec"),
                        line -> assertThat(line).startsWith("2026-11-23T").endsWith("first"),
                        line -> assertThat(line).isEqualTo("another ha"),
                        line -> assertThat(line).startsWith("2026-11-23T").endsWith("second"),
                        line -> assertThat(line).startsWith("2026-11-23T").endsWith("third"));
    }

    @Test
    void aLogThatCannotBeWrittenIsToldInOneLineAndOnce() throws IOException {
        Files.createDirectory(folder.resolve("monitor_20261123.log"));
        PrintStream terminal = System.err;
        var bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            var log = dayFile(1);
            log.publish(entry("first"));
            log.publish(entry("second"));
            log.close();
        } finally {
            System.setErr(terminal);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("rollcall: cannot write the log in " + folder + ": java.nio.file.FileSystemException: ");
    }

    @Test
    void aStartWithoutRoomNamesTheDisk() {
        var full = new IllegalStateException("cannot make it", new IOException("No space left on device"));
        assertThat(Launcher.placed(Console.reasonOf(full), "/srv/data"))
                .isEqualTo("cannot make it: No space left on device; the disk of /srv/data is full: make room");
        assertThat(Launcher.placed("rollcall.poll=abc", "/srv/data")).isEqualTo("rollcall.poll=abc");
    }

    @Test
    void whileTheServerStartsTheConsoleKeepsTheContainerBackAndTheReason() {
        var bytes = new ByteArrayOutputStream();
        var console = new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        LogRecord failure = entry("Exception sending context initialized event");
        failure.setLevel(Level.SEVERE);
        failure.setLoggerName("org.apache.catalina.core");
        var theirs = new IllegalStateException("wrapped", new IllegalArgumentException("rollcall.poll=abc"));
        theirs.setStackTrace(new StackTraceElement[] {new StackTraceElement("org.jboss.weld.X", "y", "X.java", 1)});
        failure.setThrown(theirs);
        Console.startBegins();
        console.publish(failure);
        console.publish(entry("our news"));
        assertThat(Console.reason()).contains("rollcall.poll=abc");
        Console.startEnds();
        console.publish(failure);
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .satisfiesExactly(
                        line -> assertThat(line).contains("our news"),
                        line -> assertThat(line).contains("context initialized"));
    }

    @Test
    void severalProblemsBecomeOneLine() {
        assertThat(Launcher.oneLine("wrong settings (2):\n  a=1: no\n  b=2: no\n"))
                .isEqualTo("wrong settings (2): a=1: no; b=2: no");
    }

    private DayFile dayFile(int days) {
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return MANILA;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        return new DayFile(folder, days, clock, new LineFormatter(MANILA));
    }

    private LogRecord entry(String message) {
        var entry = new LogRecord(Level.INFO, message);
        entry.setLoggerName("org.rollcall.test");
        entry.setInstant(now);
        return entry;
    }
}
