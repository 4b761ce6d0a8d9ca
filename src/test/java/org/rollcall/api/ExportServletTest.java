package org.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Rules;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.EventLog;
import org.rollcall.log.Journal;
import org.rollcall.monitor.MonitorSettings;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** An export of a journal with an entry whose JSON is damaged. */
class ExportServletTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");
    private static final ZoneId ZONE = ZoneOffset.ofHours(8);
    private static final String DAMAGED = "{\"id\":\"1-3\",\"messa";

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private final Logger logger = Logger.getLogger(ExportServlet.class.getName());
    private final Handler notes = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            told.add(entry.getLevel() + " " + new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final ExportServlet servlet = new ExportServlet();

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean sent; // what was written is on its way, so that the status cannot be changed any more

    @BeforeEach
    @SuppressWarnings("UnnecessaryAssignment") // there is no container here to inject anything
    void storeFiveEventsAndDamageTheThird() throws Exception {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Json json = new Json(ZONE);
        Journal journal = SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.OS), json, NOW);
        servlet.journal = journal;
        servlet.monitor = new RealtimeMonitor(
                journal,
                new EventLog(64, 1_000_000, journal.last()),
                new StationBoard(new StationSettings(List.of(), ZONE, Duration.ofMinutes(15)), "gate-1", NOW),
                new AlertBook(new Rules(List.of()), 50),
                new EventJson(json),
                new MonitorSettings("gate-1", ZONE, 5, 50, 100),
                clock,
                () -> 0);
        List<Journal.Entry> scans = new ArrayList<>();
        for (EventId id = journal.last().next(); scans.size() < 5; id = id.next()) {
            String message = "scan " + (scans.size() + 1);
            Event scan = new Event(
                    id, Event.Kind.EVENT, NOW, NOW, "gate-1", "scan", message, Map.of(), Optional.of(message));
            scans.add(new Journal.Entry(scan, new EventJson(json).encode(scan)));
        }
        journal.append(scans, Map.of());
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("monitor.db"));
                PreparedStatement damage =
                        other.prepareStatement("update entry set json = cast(? as blob) where key = 'scan 3'")) {
            damage.setString(1, DAMAGED);
            assertThat(damage.executeUpdate()).isEqualTo(1);
        }
        logger.addHandler(notes);
    }

    @AfterEach
    void close() {
        logger.removeHandler(notes);
        servlet.monitor.close();
        servlet.journal.close();
    }

    private String export(String format) throws IOException {
        body.reset();
        servlet.doGet(
                proxy(HttpServletRequest.class, (name, given) -> switch (name) {
                    case "getParameter" -> "format".equals(given[0]) ? format : null;
                    case "getRemoteUser" -> "admin";
                    default -> throw new IllegalArgumentException(name);
                }),
                proxy(HttpServletResponse.class, (name, given) -> {
                    sent |= name.equals("flushBuffer");
                    return name.equals("getOutputStream") ? output() : null;
                }));
        return body.toString(StandardCharsets.UTF_8);
    }

    private ServletOutputStream output() {
        return new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new IllegalStateException();
            }

            @Override
            public void write(int b) {
                body.write(b);
            }
        };
    }

    private interface Answers {
        @Nullable
        Object of(String method, Object[] given);
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, given) -> answers.of(method.getName(), given)));
    }

    /** As often as one likes: each gives its place back. */
    @Test
    void asCsvItBreaksOffWhereTheClientSeesItAndTheLogSaysWhy() {
        for (int i = 0; i <= ExportServlet.AT_ONCE; i++) {
            told.clear();
            sent = false;
            assertThatThrownBy(() -> export("csv")).isInstanceOf(JsonProcessingException.class);
            assertThat(sent)
                    .as("the answer has begun, so that it can only be cut")
                    .isTrue();
            assertThat(told)
                    .containsExactly("SEVERE the export of admin broke off after 2 events: an entry cannot be read");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "ndjson"})
    void asJsonItHasTheBytesThatAreStoredAndAllOtherEvents(String format) throws IOException {
        List<String> lines =
                export(format).lines().filter(line -> line.length() > 1).toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(2)).isEqualTo(DAMAGED + (format.equals("json") ? "," : ""));
        assertThat(lines.get(4)).contains("\"scan 5\"").endsWith("}");
        assertThat(told).containsExactly("INFO admin exported 5 events as " + format);
    }
}
