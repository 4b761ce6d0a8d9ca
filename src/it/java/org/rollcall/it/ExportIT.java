package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.it.RollcallServer.Role;
import org.rollcall.log.Journal;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** Events leave in bulk, for administrators alone, whole or not at all (issue: export; P59). */
class ExportIT {
    private static final int EVENTS = 60_000;
    private static final String LONG = "x".repeat(300);

    @TempDir
    static Path data;

    private static RollcallServer server;

    @BeforeAll
    static void start() {
        fill(data);
        server = RollcallServer.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void fill(Path folder) {
        Json json = new Json(RollcallServer.zone());
        StoreSettings settings = new StoreSettings(folder, StoreSettings.Durability.OS);
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        try (Journal journal = SqliteJournal.open(settings, json, Instant.now())) {
            for (int i = 0; i < EVENTS; i += 1_000) {
                List<Journal.Entry> entries = new ArrayList<>();
                for (long sequence = i + 1L; sequence <= i + 1_000; sequence++) {
                    Event event = new Event(
                            new EventId(1, sequence),
                            Event.Kind.EVENT,
                            yesterday.plusMillis(sequence),
                            yesterday.plusMillis(sequence),
                            "gate-1",
                            "scan",
                            "=Attendance recorded: " + sequence,
                            Map.of("text", LONG),
                            Optional.empty());
                    entries.add(new Journal.Entry(event, new EventJson(json).encode(event)));
                }
                journal.append(entries, Map.of());
            }
        }
    }

    private static HttpResponse<byte[]> post(Role role, String body, String... headers) {
        return server.send(server.request("/api/exports", role, headers)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static HttpResponse<byte[]> ask(String method, String path, Role role) {
        return server.send(server.request(path, role)
                .method(method, BodyPublishers.noBody())
                .build());
    }

    @Test
    void onlyAnAdministratorExports() {
        for (String path : List.of("/api/export?to=1-2", "/api/export;x?to=1-2", "//api/export?to=1-2")) {
            assertThat(ask("GET", path, Role.NOBODY).statusCode()).as(path).isIn(400, 401);
            assertThat(ask("GET", path, Role.VIEWER).statusCode()).as(path).isIn(400, 403);
            assertThat(ask("GET", path, Role.STATION).statusCode()).as(path).isIn(400, 403);
        }
        assertThat(ask("GET", "/api/export?to=1-2", Role.ADMIN).statusCode()).isEqualTo(200);
        for (String path : List.of("/api/exports", "/api/exports/", "/api/exports;x", "//api/exports")) {
            for (Role role : List.of(Role.NOBODY, Role.VIEWER, Role.STATION)) {
                HttpResponse<byte[]> response =
                        server.send(server.request(path, role, "Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{}"))
                                .build());
                assertThat(response.statusCode())
                        .as(role + " " + path)
                        .isIn(role == Role.NOBODY ? 401 : 403, path.startsWith("//") ? 400 : 403);
            }
        }
    }

    @Test
    void eachFormatHasEveryEventOnceAndSaysWhatItIs() {
        HttpResponse<byte[]> json = server.get("/api/export", Role.ADMIN);
        JsonNode events = RollcallServer.tree(json.body());
        assertThat(events).hasSizeGreaterThanOrEqualTo(EVENTS);
        assertThat(events.get(0).path("id").asText()).isEqualTo("1-1");
        describes(json, "application/json;charset=utf-8", "json");

        HttpResponse<byte[]> lines = server.get("/api/export?format=ndjson&to=1-60001", Role.ADMIN);
        assertThat(RollcallServer.text(lines).lines()).hasSize(EVENTS);
        describes(lines, "application/x-ndjson;charset=utf-8", "ndjson");

        HttpResponse<byte[]> csv = server.get("/api/export?format=csv&from=1-10&to=1-13", Role.ADMIN);
        assertThat(RollcallServer.text(csv).split("\r\n"))
                .hasSize(3)
                .startsWith("id,timestamp,received_at,station,type,message,data")
                .allSatisfy(row -> assertThat(row).doesNotContain("\n"));
        assertThat(RollcallServer.text(csv)).contains(",'=Attendance recorded: 12,");
        describes(csv, "text/csv;header=present;charset=utf-8", "csv");
    }

    private static void describes(HttpResponse<byte[]> response, String type, String end) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
                .isEqualToIgnoringCase(type);
        assertThat(response.headers().firstValue("Content-Disposition").orElse(""))
                .matches("attachment; filename=\"rollcall_events_\\d{8}_\\d{6}\\." + end + "\"");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void whatCannotBeTakenIsRefusedAndHeadSendsNothing() {
        for (String query : List.of("format=xml", "format=", "from=abc", "to=-1", "from=1-")) {
            HttpResponse<byte[]> response = server.get("/api/export?" + query, Role.ADMIN);
            assertThat(response.statusCode()).as(query).isEqualTo(400);
            assertThat(RollcallServer.tree(response.body()).path("type").asText())
                    .isIn(
                            "urn:rollcall:problem:bad-format",
                            "urn:rollcall:problem:bad-from",
                            "urn:rollcall:problem:bad-to");
        }
        assertThat(ask("HEAD", "/api/export", Role.ADMIN).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> written = ask("POST", "/api/export", Role.ADMIN);
        assertThat(written.statusCode()).isEqualTo(405);
        assertThat(written.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
    }

    @Test
    void theMetricsExportIsWrittenUnderANameOfTheServers_P59() throws IOException {
        List<String> names = new ArrayList<>();
        for (String body : List.of("", "{}", "{\"name\":\"../../x\"}")) {
            HttpResponse<byte[]> response = post(Role.ADMIN, body, "Content-Type", "application/json;charset=utf-8");
            assertThat(response.statusCode()).as(RollcallServer.text(response)).isEqualTo(201);
            names.add(RollcallServer.tree(response.body()).path("name").asText());
        }
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("metrics_export_\\d{8}_\\d{6}\\.json"));
        for (String name : names) {
            assertThat(RollcallServer.tree(Files.readAllBytes(data.resolve(name)))
                            .fieldNames())
                    .toIterable()
                    .containsExactly("export_timestamp", "metrics", "system_state", "recent_events", "recent_alerts");
        }
    }

    @Test
    void anotherSitesPageAndOtherBodiesChangeNothing() throws IOException {
        long before = exports();
        String[] json = {"Content-Type", "application/json"};
        assertThat(post(Role.ADMIN, "{}").statusCode()).isEqualTo(415);
        assertThat(post(Role.ADMIN, "").statusCode()).isEqualTo(415);
        for (String type : List.of(
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "application/json-seq",
                "application/jsonx",
                "nonsense")) {
            assertThat(post(Role.ADMIN, "{}", "Content-Type", type).statusCode())
                    .as(type)
                    .isIn(415, 400);
        }
        assertThat(post(Role.ADMIN, "{}", json[0], json[1], "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(415);
        assertThat(post(Role.ADMIN, "[]", json).statusCode()).isEqualTo(400);
        assertThat(post(Role.ADMIN, "nonsense", json).statusCode()).isEqualTo(400);
        assertThat(post(Role.ADMIN, " ".repeat(5_000), json).statusCode()).isEqualTo(413);
        for (String[] header : new String[][] {
            {"Origin", "https://elsewhere.example"},
            {"Origin", "null"},
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site"}
        }) {
            HttpResponse<byte[]> response = post(Role.ADMIN, "{}", json[0], json[1], header[0], header[1]);
            assertThat(response.statusCode()).as(header[0] + " " + header[1]).isEqualTo(403);
            assertThat(RollcallServer.text(response)).contains("foreign-origin");
        }
        HttpResponse<byte[]> read = ask("GET", "/api/exports", Role.ADMIN);
        assertThat(read.statusCode()).isEqualTo(405);
        assertThat(read.headers().firstValue("Allow")).hasValue("POST, OPTIONS");
        HttpResponse<byte[]> options = ask("OPTIONS", "/api/exports", Role.ADMIN);
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow")).hasValue("POST, OPTIONS");
        assertThat(exports()).isEqualTo(before);
    }

    private static long exports() throws IOException {
        try (var files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().startsWith("metrics_export_"))
                    .count();
        }
    }

    @Test
    void aClientThatLeavesOrStopsReadingGivesItsPlaceBack() throws IOException {
        Socket one = stalled(server);
        Socket other = stalled(server);
        awaitStatus(503);
        HttpResponse<byte[]> full = server.get("/api/export?to=1-2", Role.ADMIN);
        assertThat(full.headers().firstValue("Retry-After")).isPresent();
        assertThat(RollcallServer.text(full)).contains("exports-full");
        assertThat(server.get("/api/status", Role.VIEWER).statusCode()).isEqualTo(200);
        one.close();
        awaitStatus(200);
        try (Socket third = stalled(server)) {
            awaitStatus(503);
            // Both are open and neither reads: the server ends them by itself.
            awaitStatus(200);
            assertThat(third.isClosed()).isFalse();
        }
        other.close();
    }

    private static void awaitStatus(int status) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> server.get("/api/export?to=1-2", Role.ADMIN).statusCode() == status);
    }

    @Test
    void anExportThatBreaksOffDoesNotEndLikeAWholeOne(@TempDir Path broken) throws IOException {
        fill(broken);
        try (RollcallServer failing = RollcallServer.start(broken);
                Socket socket = stalled(failing)) {
            Path store = broken.resolve("monitor.db");
            try (RandomAccessFile file = new RandomAccessFile(store.toFile(), "rw")) {
                byte[] garbage = new byte[64 * 1024];
                java.util.Arrays.fill(garbage, (byte) 0x5a);
                for (long at = file.length() / 2; at < file.length(); at += garbage.length) {
                    file.seek(at);
                    file.write(garbage);
                }
            }
            socket.setSoTimeout(30_000);
            String end = "";
            byte[] part = new byte[64 * 1024];
            InputStream in = socket.getInputStream();
            try {
                for (int n = in.read(part); n >= 0; n = in.read(part)) {
                    String text = end + new String(part, 0, n, StandardCharsets.ISO_8859_1);
                    end = text.substring(Math.max(0, text.length() - 400));
                }
            } catch (java.net.SocketException e) {
                end += "(reset)"; // a cut connection may show like this as well
            }
            assertThat(end).doesNotEndWith("0\r\n\r\n").doesNotContain("urn:rollcall:problem", "<html");
            await().until(() -> failing.log().contains("broke off after"));
        }
    }

    /** A client that asks for everything and reads only the beginning. */
    private static Socket stalled(RollcallServer server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        String login = server.request("/", Role.ADMIN)
                .build()
                .headers()
                .firstValue("Authorization")
                .orElseThrow();
        String request =
                "GET /api/export?format=ndjson HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + login + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] head = socket.getInputStream().readNBytes(12);
        assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        return socket;
    }
}
