package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.tools.attach.AttachNotSupportedException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/**
 * A phone number and a name are planted wherever a station or a watched database can write, and then looked for at every
 * exit: they are at none. Then a student is erased, and he is at none.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrivacyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String STUDENT = "20219977";

    /** Whatever stands between the digits. */
    private static final Pattern PHONE = Pattern.compile("917\\W{0,4}555\\W{0,4}0187");

    private static final Pattern NAME = Pattern.compile("zenaida|quimbopoy", Pattern.CASE_INSENSITIVE);
    private static final List<String> FORMS = List.of(
            "+639175550187",
            "09175550187",
            "+63 917 555 0187",
            "0917-555-0187",
            "(0917) 555 0187",
            "+63 (917) 555-0187",
            "639175550187");

    @TempDir
    static Path folder;

    private static Path data;
    private static RollcallServer server;
    private static AttendanceDatabase database;
    private static JMXConnector connector;
    private static final List<String> NOTIFIED = new CopyOnWriteArrayList<>();
    private static final List<String> REFUSED = new ArrayList<>();

    @BeforeAll
    static void start() throws SQLException, IOException, AttachNotSupportedException, JMException {
        data = Files.createDirectory(folder.resolve("data"));
        database = AttendanceDatabase.create(data.resolve("attendance.db"));
        server = RollcallServer.start(data);
        server.awaitSource("reading");
        connector = JmxClient.connect(server.pid());
        connector
                .getMBeanServerConnection()
                .addNotificationListener(
                        new ObjectName("org.rollcall:type=RealtimeMonitor"),
                        (notification, handback) ->
                                NOTIFIED.add(notification.getMessage() + " " + notification.getUserData()),
                        null,
                        null);
        plantInTheDatabase();
        for (String form : FORMS) {
            plantInReports(form);
        }
        await().atMost(PATIENCE).until(() -> !NOTIFIED.isEmpty());
    }

    @AfterAll
    static void stop() throws SQLException {
        server.close();
        database.close();
    }

    private static void plantInTheDatabase() throws SQLException {
        database.run("INSERT INTO students VALUES (?, 'Zenaida Quimbopoy', '+639175550187')", STUDENT);
        database.run(
                "INSERT INTO attendance (student_id, timestamp, photo_path, qr_data, scan_type, status)"
                        + " VALUES (?, ?, 'photos/09175550187.jpg', 'Zenaida Quimbopoy', 'time_in', 'told +639175550187')",
                STUDENT,
                AttendanceDatabase.now());
        database.run(
                "INSERT INTO sync_queue (record_type, record_id, data, created_at, retry_count, error_message)"
                        + " VALUES ('attendance', 1, '{\"name\":\"Zenaida Quimbopoy\"}', ?, 0, 'x')",
                AttendanceDatabase.now());
        await().atMost(PATIENCE)
                .until(() -> server.json("/api/events?type=warning&limit=1000").size() > 0);
        database.run("UPDATE sync_queue SET retry_count = 3, error_message = 'SMS to 0917 555 0187 failed'");
        database.queue(60, 0); // an alert
    }

    private static void plantInReports(String phone) {
        String event = "{\"type\":\"sms\",\"message\":\"SMS to " + phone + " of Zenaida Quimbopoy\",\"key\":\"sms:"
                + phone
                + ":Zenaida\",\"data\":{\"student_id\":\"" + STUDENT + "\",\"phone\":\"" + phone
                + "\",\"msisdn\":639175550187,\"note\":\"" + phone + "\",\"student_name\":\"Zenaida Quimbopoy\","
                + "\"error\":\"no answer from " + phone + "\",\"list\":[\"" + phone
                + "\",{\"guardian\":\"Zenaida Quimbopoy\","
                + "\"deep\":{\"sms_to\":[\"" + phone + "\"]}}],\"" + phone + "\":1,\"about\":\"quimbopoy, Zenaida\"}}";
        assertThat(send("POST", "/api/events", Role.STATION, event).statusCode())
                .isEqualTo(200);
        for (String body : List.of(
                "{\"type\":\"" + phone + "\",\"message\":\"Zenaida\"}",
                "{\"type\":\"sms.639175550187\",\"message\":\"Zenaida\"}",
                "{\"type\":\"scan\",\"message\":5,\"data\":\"" + phone + " Zenaida\"}",
                "Zenaida " + phone)) {
            REFUSED.add(RollcallServer.text(send("POST", "/api/events", Role.STATION, body)));
        }
        String status = "{\"status\":\"error\",\"details\":\"cannot reach " + phone + "\"}";
        assertThat(send("PUT", "/api/components/sms", Role.STATION, status).statusCode())
                .isEqualTo(200);
        String heartbeat = "{\"version\":\"1.0 " + phone + "\"}";
        assertThat(send("POST", "/api/heartbeat", Role.STATION, heartbeat).statusCode())
                .isEqualTo(200);
        String plus = phone.replace("+", "%2B").replace(" ", "%20");
        REFUSED.add(RollcallServer.text(server.get("/api/events?limit=" + plus, Role.VIEWER)));
    }

    private static HttpResponse<byte[]> send(String method, String path, Role role, String body) {
        return server.send(server.request(path, role, "Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build());
    }

    /** What comes out at each exit. */
    private static Map<String, String> exits() throws IOException, JMException {
        Map<String, String> exits = new LinkedHashMap<>();
        for (String path : List.of(
                "/api/status",
                "/api/metrics",
                "/api/events?limit=1000",
                "/api/alerts?limit=1000",
                "/api/stations",
                "/api/stations/" + RollcallServer.STATION,
                "/api/stations/station",
                "/api/history?by=station",
                "/api/openapi.json",
                "/api/openapi.yaml",
                "/metrics",
                "/",
                "/dashboard")) {
            HttpResponse<byte[]> answer = server.get(path, Role.VIEWER);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            exits.put(path, RollcallServer.text(answer));
        }
        for (String format : List.of("json", "ndjson", "csv")) {
            HttpResponse<byte[]> answer = server.get("/api/export?format=" + format, Role.ADMIN);
            assertThat(answer.statusCode()).isEqualTo(200);
            exits.put("export as " + format, RollcallServer.text(answer));
        }
        String export = RollcallServer.tree(
                        send("POST", "/api/exports", Role.ADMIN, "").body())
                .path("name")
                .asText();
        exits.put("the written export", Files.readString(data.resolve(export)));
        exits.put("a fresh stream", streamed(""));
        exits.put("a resumed stream", streamed("?last_event_id=1-0"));
        exits.put("problems", String.join("\n", REFUSED));
        exits.put("JMX", beans());
        exits.put("JMX notifications", String.join("\n", NOTIFIED));
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = data.relativize(file).toString();
                if (!name.startsWith("attendance.db") && !name.startsWith("tomcat/webapps")) {
                    exits.put("file " + name, Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return exits;
    }

    private static String streamed(String query) {
        long newest =
                Long.parseLong(server.json("/api/status").path("as_of").asText().split("-")[1]);
        try (SseReader reader = server.stream(query)) {
            await().atMost(PATIENCE)
                    .until(() -> !reader.lastId().isEmpty()
                            && Long.parseLong(reader.lastId().split("-")[1]) >= newest);
            return reader.messages().toString();
        }
    }

    private static String beans() throws IOException, JMException {
        MBeanServerConnection beans = connector.getMBeanServerConnection();
        ObjectName name = new ObjectName("org.rollcall:type=RealtimeMonitor");
        StringBuilder text = new StringBuilder();
        for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
            Object value = beans.getAttribute(name, attribute.getName());
            text.append(attribute.getName())
                    .append('=')
                    .append(value instanceof Object[] array ? List.of(array) : value)
                    .append('\n');
        }
        return text.toString();
    }

    private static void isNowhere(Pattern secret, Map<String, String> exits) {
        assertThat(exits).allSatisfy((exit, text) -> {
            var found = secret.matcher(text);
            boolean there = found.find();
            assertThat(there)
                    .as(() -> exit + " shows "
                            + text.substring(
                                    Math.max(0, found.start() - 80), Math.min(text.length(), found.end() + 40)))
                    .isFalse();
        });
    }

    @Test
    @Order(1)
    void noExitShowsAPlantedPhoneNumberOrName_P63() throws IOException, JMException {
        Map<String, String> exits = exits();
        assertThat(exits.keySet())
                .anyMatch(exit -> exit.startsWith("file logs/monitor_"))
                .contains("file monitor.db");
        assertThat(exits.get("/api/events?limit=1000"))
                .contains("SMS to +63•••••0187 of •••", "no answer from", "SMS to 09•••••0187 failed");
        isNowhere(PHONE, exits);
        isNowhere(NAME, exits);
    }

    @Test
    @Order(2)
    void aReportThatComesAgainIsKnownByItsHashedKey() {
        int before = server.json("/api/events?limit=1000&type=sms").size();
        plantInReports("+639175550187");
        assertThat(server.json("/api/events?limit=1000&type=sms").size()).isEqualTo(before);
    }

    @Test
    @Order(3)
    void logLinesHaveNoStudentIds_P66() {
        await().atMost(PATIENCE).until(() -> server.log().contains("Attendance recorded: •••"));
        assertThat(server.log()).doesNotContain(STUDENT);
    }

    @Test
    @Order(4)
    void anErasedStudentIsAtNoExitAndNothingElseIsMissing() throws Exception {
        HttpResponse<byte[]> keyed = send(
                "POST",
                "/api/events",
                Role.STATION,
                "{\"type\":\"scan\",\"message\":\"at the gate: " + STUDENT + "\",\"key\":\"gate:" + STUDENT + "\"}");
        assertThat(keyed.statusCode()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> server.log().contains("at the gate: " + STUDENT));
        Script backup = Script.run(data, "backup.sh");
        assertThat(backup.status()).as(backup.said()).isZero();
        Path elsewhere = folder.resolve("elsewhere");
        assertThat(Script.run(data, "backup.sh", elsewhere + "/").status()).isZero();
        JsonNode before = server.json("/api/events?limit=1000");
        long scans = server.json("/api/metrics").path("scans_today").asLong();
        assertThat(before.toString()).contains(STUDENT);
        String after = server.json("/api/status").path("as_of").asText();

        try (SseReader open = server.stream("")) {
            open.first();
            Script looked = forget(STUDENT, "--reason", "the parents of " + STUDENT + " asked", "--backups", elsewhere);
            assertThat(looked.said()).contains("monitor_backup_", "still in it", "STILL IN IT");
            assertThat(looked.status()).as(looked.said()).isEqualTo(3);
            JsonNode told = open.awaitMessage(
                            "event", event -> event.path("type").asText().equals("erasure"))
                    .data();
            assertThat(told.path("data").path("by").asText()).isEqualTo("admin");
            assertThat(told.path("data").path("reason").asText()).isEqualTo("the parents of ••• asked");
            assertThat(told.path("data").path("events").asInt()).isGreaterThan(8);
            assertThat(told.path("data").path("backups_not_erased").asInt()).isEqualTo(1);
        }
        Script erased = forget(STUDENT, "--backups-too", "--backups", elsewhere);
        assertThat(erased.said()).contains("monitor_backup_", "erased (events until");
        assertThat(erased.status()).as(erased.said()).isZero();
        assertThat(Files.readString(only(elsewhere, ".db"), StandardCharsets.ISO_8859_1))
                .doesNotContain(STUDENT);

        Map<String, String> exits = exits();
        isNowhere(Pattern.compile(STUDENT), exits);
        JsonNode now = server.json("/api/events?limit=1000");
        assertThat(ids(now).subList(0, before.size())).isEqualTo(ids(before));
        assertThat(exits.get("a resumed stream")).contains("\"message\":\"Erased\",\"data\":{\"erased\":true}");
        assertThat(server.json("/api/metrics").path("scans_today").asLong()).isEqualTo(scans);
        assertThat(streamed("?last_event_id=" + after)).contains("\"erasure\"").doesNotContain("reset");
        HttpResponse<byte[]> again = send(
                "POST",
                "/api/events",
                Role.STATION,
                "{\"type\":\"scan\",\"message\":\"at the gate: " + STUDENT + "\",\"key\":\"gate:" + STUDENT + "\"}");
        assertThat(RollcallServer.tree(again.body()).path("last_id"))
                .isEqualTo(RollcallServer.tree(keyed.body()).path("last_id"));
        Script tryIt = Script.run(data, "restore.sh", only(data.resolve("backups"), ".db"));
        assertThat(tryIt.status()).as("the server runs").isEqualTo(1);
    }

    @Test
    @Order(5)
    void aRestartDoesNotBringHimBackAndANewScanIsANewEvent() throws Exception {
        connector.close();
        server.stop();
        server.restart();
        server.awaitSource("reading");
        connector = JmxClient.connect(server.pid());
        isNowhere(Pattern.compile(STUDENT), exits());
        database.run(
                "INSERT INTO attendance (student_id, timestamp, scan_type, status) VALUES (?, ?, 'time_out', 'present')",
                STUDENT,
                AttendanceDatabase.now());
        await().atMost(PATIENCE)
                .until(() ->
                        server.json("/api/events?limit=1000").toString().contains("Attendance recorded: " + STUDENT));
    }

    @Test
    @Order(6)
    void erasingIsForAdministratorsAndTheirProgramsAlone() {
        String body = "{\"student_id\":\"2021001\"}";
        for (String path : List.of("/api/erasures", "/api/erasures/", "/api/erasures;x", "//api/erasures")) {
            assertThat(send("POST", path, Role.NOBODY, body).statusCode())
                    .as(path)
                    .isIn(400, 401, 404);
            assertThat(send("POST", path, Role.VIEWER, body).statusCode())
                    .as(path)
                    .isIn(400, 403, 404);
            assertThat(send("POST", path, Role.STATION, body).statusCode())
                    .as(path)
                    .isIn(400, 403, 404);
        }
        assertThat(send("POST", "/api/erasures", Role.VIEWER, body).statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/api/erasures", Role.STATION, body).statusCode())
                .isEqualTo(403);
        assertThat(server.get("/api/erasures", Role.ADMIN).statusCode()).isEqualTo(405);
        assertThat(server.get("/api/erasures", Role.VIEWER).statusCode()).isEqualTo(403);
        for (String[] header : List.of(
                new String[] {"Origin", "http://evil.example"}, new String[] {"Sec-Fetch-Site", "cross-site"})) {
            HttpResponse<byte[]> foreign =
                    server.send(server.request("/api/erasures", Role.ADMIN, "Content-Type", "application/json")
                            .header(header[0], header[1])
                            .POST(BodyPublishers.ofString(body))
                            .build());
            assertThat(foreign.statusCode()).isEqualTo(403);
        }
        HttpResponse<byte[]> form = server.send(
                server.request("/api/erasures", Role.ADMIN, "Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("student_id=2021001"))
                        .build());
        assertThat(form.statusCode()).isEqualTo(415);
        for (String bad : List.of(
                "",
                "[]",
                "{}",
                "{\"student_id\":\"\"}",
                "{\"student_id\":[]}",
                "{\"student_id\":\"a\\\"b\"}",
                "{\"student_id\":\"1\",\"reason\":5}",
                "{\"student_id\":\"1\",\"reason\":\"a\\nb\"}",
                "{\"student_id\":\"1\",\"backups\":\"yes\"}")) {
            assertThat(send("POST", "/api/erasures", Role.ADMIN, bad).statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
        assertThat(send("POST", "/api/erasures", Role.ADMIN, "{\"x\":\"" + "y".repeat(5_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(forget("2021001", "--user", "viewer").status()).isEqualTo(1);
        assertThat(forget().status()).isEqualTo(2);
    }

    @Test
    @Order(7)
    void theDocumentsCommandsWorkAsTheyAreWritten() throws Exception {
        Path root = Path.of(System.getProperty("rollcall.basedir"));
        String document = Files.readString(root.resolve("docs/howto/forget-a-student.md"));
        Path login = Files.writeString(
                folder.resolve("netrc"),
                "machine 127.0.0.1 login admin password " + server.password(Role.ADMIN) + "\n");
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        List<String> blocks = new ArrayList<>();
        Matcher block = Pattern.compile("^```\\n((?:export|scripts/|curl).*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(document);
        while (block.find()) {
            blocks.add(block.group(1)
                    .replace("http://127.0.0.1:8888", server.uri("").toString())
                    .replace("-u admin", "-f --netrc-file " + login)
                    .replace("/mnt/backups", elsewhere.toString()));
        }
        assertThat(blocks).hasSize(4);
        for (String commands : blocks) {
            String event = "{\"type\":\"scan\",\"message\":\"at the gate\",\"data\":{\"student_id\":\"2021001\"}}";
            assertThat(send("POST", "/api/events", Role.STATION, event).statusCode())
                    .isEqualTo(200);
            ProcessBuilder shell = new ProcessBuilder("bash", "-e", "-c", commands)
                    .directory(root.toFile())
                    .redirectErrorStream(true);
            shell.environment().keySet().removeIf(key -> key.startsWith("ROLLCALL_"));
            shell.environment().put("ROLLCALL_DATA", data.toString());
            shell.environment().put("ROLLCALL_PORT", String.valueOf(server.port()));
            shell.environment().put("ROLLCALL_ADMIN_PASSWORD", server.password(Role.ADMIN));
            shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process process = shell.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(commands + said).isZero();
            assertThat(said).containsPattern("1 events and 0 other entries erased, noted as 1-\\d+|\"events\":1,");
            assertThat(server.json("/api/events?limit=1000").toString()).doesNotContain("2021001");
        }
    }

    private static Script forget(Object... arguments) {
        return Script.run(
                data,
                Map.of(
                        "ROLLCALL_ADMIN_PASSWORD",
                        server.password(Role.ADMIN),
                        "ROLLCALL_PORT",
                        String.valueOf(server.port())),
                "forget.sh",
                arguments);
    }

    private static List<String> ids(JsonNode events) {
        return StreamSupport.stream(events.spliterator(), false)
                .map(event -> event.path("id").asText())
                .toList();
    }

    private static Path only(Path where, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
