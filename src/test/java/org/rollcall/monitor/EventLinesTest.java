package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.EventLog;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** P66: a line for each event. */
class EventLinesTest {
    private static final Logger LOGGER = Logger.getLogger(EventLines.class.getName());
    private static final Instant AT = Instant.parse("2026-11-23T07:00:00Z");

    private long nanos;
    private final EventJson encoding = new EventJson(new Json(ZoneOffset.UTC));
    private final EventLog log = new EventLog(4, 1_000_000, new EventId(1, 10));
    private final EventLines lines = new EventLines(log, encoding, () -> nanos);
    private final List<String> written = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            written.add(record.getLevel() + " " + record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }

    private void append(Event.Kind kind, String type, String message) {
        EventId id = log.last().next();
        Map<String, Object> data = kind == Event.Kind.ALERT ? Map.of("message", message) : Map.of("error", "e");
        log.append(
                List.of(encoding.encode(new Event(id, kind, AT, AT, "gate-1", type, message, data, Optional.empty()))));
    }

    @Test
    void errorsWarningsAndAlertsAreWarningsAndTheRestIsInfo_P66() {
        append(Event.Kind.EVENT, "scan", "Attendance recorded: 2021001");
        append(Event.Kind.EVENT, "error", "Cloud sync stuck: 2021001");
        append(Event.Kind.EVENT, "warning", "Cloud sync queued: 2021001");
        append(Event.Kind.ALERT, "queue-size", "51 rows wait");
        lines.turn();
        assertThat(written)
                .containsExactly(
                        "INFO 1-11 EVENT gate-1 scan: Attendance recorded: 2021001",
                        "WARNING 1-12 EVENT gate-1 error: Cloud sync stuck: 2021001",
                        "WARNING 1-13 EVENT gate-1 warning: Cloud sync queued: 2021001",
                        "WARNING 1-14 ALERT gate-1 queue-size: 51 rows wait");
    }

    @Test
    void aTextFromOutsideCannotMakeASecondLine() {
        append(Event.Kind.EVENT, "scan", "a\nb\u2028c\u001b[31m\u202e {} \\");
        lines.turn();
        assertThat(written).containsExactly("INFO 1-11 EVENT gate-1 scan: a\\u000ab\\u2028c\\u001b[31m\\u202e {} \\");
    }

    @Test
    void whatTheRingHasOvertakenIsCountedInOneLine() {
        for (int i = 1; i <= 7; i++) {
            append(Event.Kind.EVENT, "scan", "scan " + i);
        }
        lines.turn();
        assertThat(written).hasSize(5).first().isEqualTo("INFO 1-14 EVENT gate-1 scan: scan 4");
        assertThat(written.get(4)).startsWith("WARNING").contains("3").contains("the journal has them");
    }

    @Test
    void aFloodCannotFillTheDiskWithLines() {
        for (int i = 0; i < EventLines.LINES_A_SECOND + 10; i++) {
            append(Event.Kind.EVENT, "scan", "scan " + i);
            lines.turn();
        }
        assertThat(written).hasSize(EventLines.LINES_A_SECOND);
        nanos += 1_000_000_000;
        lines.turn();
        assertThat(written).hasSize(EventLines.LINES_A_SECOND + 5); // what is left in the ring of four, and the line of
        assertThat(written.get(written.size() - 1)).startsWith("WARNING 6 entries"); // those that are not
    }

    @Test
    void aStopWritesWhatIsLeftAndNothingTwice() {
        append(Event.Kind.EVENT, "scan", "one");
        lines.turn();
        append(Event.Kind.EVENT, "scan", "two");
        lines.close();
        assertThat(written).hasSize(2);
    }
}
