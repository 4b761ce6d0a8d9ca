package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** What Prometheus gets (issue 6, item 7), against the reference and against Prometheus' own checks. */
class MetricsIT {
    private static final Path BASEDIR = Path.of(System.getProperty("rollcall.basedir"));
    private static final Path REFERENCE = BASEDIR.resolve("docs/reference/metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\|(.*)$");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) \\w+$");
    private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path data;

    private static RollcallServer server;
    private static AttendanceDatabase database;

    @BeforeAll
    static void start() throws SQLException, IOException {
        database = AttendanceDatabase.create(data.resolve("attendance.db"));
        server = RollcallServer.start(
                data, Map.of("ROLLCALL_STREAM_CLIENTS", "1", "ROLLCALL_LIMIT_LOGINS", "1"), List.of());
        server.awaitSource("reading");
    }

    @AfterAll
    static void stop() throws SQLException {
        server.close();
        database.close();
    }

    private static String scrape() {
        HttpResponse<byte[]> response = server.get("/metrics", Role.VIEWER);
        assertThat(response.statusCode()).isEqualTo(200);
        return RollcallServer.text(response);
    }

    /** The value of one series. */
    private static double value(String series) {
        String line = scrape().lines()
                .filter(text -> text.startsWith(series + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + series));
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    private static HttpResponse<byte[]> report(String body) {
        return server.send(server.request("/api/events", Role.STATION, "Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void whatIsExposedHasARowAndWhatHasARowIsExposed() throws IOException {
        Set<String> exposed = new TreeSet<>();
        Matcher type = TYPE.matcher(scrape());
        while (type.find()) {
            exposed.add(type.group(1));
        }
        Set<String> described = new TreeSet<>();
        Set<String> may = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(REFERENCE));
        while (row.find()) {
            (row.group(2).contains("once there was one") ? may : described).add(row.group(1));
        }
        exposed.removeAll(may);
        assertThat(exposed).isEqualTo(described);
    }

    @Test
    void labelsAreOfAClosedSet() {
        report("{\"type\":\"label-from-outside\",\"message\":\"x\",\"data\":{\"n\":1}}");
        String scraped = scrape();
        assertThat(scraped).doesNotContain("label-from-outside");
        Set<String> labels = new TreeSet<>();
        scraped.lines().filter(line -> line.startsWith("rollcall_")).forEach(line -> {
            Matcher label = LABEL.matcher(line.substring(0, line.lastIndexOf(' ')));
            while (label.find()) {
                labels.add(label.group(1));
            }
        });
        assertThat(labels)
                .containsExactlyInAnyOrder(
                        "java",
                        "le",
                        "level",
                        "limit",
                        "outcome",
                        "percentile",
                        "state",
                        "station",
                        "type",
                        "version",
                        "worker");
    }

    @Test
    void reportsAreCountedByTypeAndByWhatBecameOfThem() {
        double scans = value("rollcall_events_total{type=\"scan\"}");
        double others = value("rollcall_events_total{type=\"other\"}");
        double duplicates = value("rollcall_signals_total{outcome=\"duplicate\"}");
        double refused = value("rollcall_signals_total{outcome=\"refused\"}");
        double commits = value("rollcall_commit_seconds_count");
        double bytes = value("rollcall_commit_bytes_total");
        report("{\"type\":\"scan\",\"message\":\"a\",\"key\":\"m1\"}");
        report("{\"type\":\"scan\",\"message\":\"a\",\"key\":\"m1\"}");
        report("{\"type\":\"backup\",\"message\":\"a\"}");
        report("[{\"type\":\"NO TYPE\",\"message\":\"a\"},{\"type\":\"backup\",\"message\":\"b\"}]");
        assertThat(value("rollcall_events_total{type=\"scan\"}") - scans).isEqualTo(1);
        assertThat(value("rollcall_events_total{type=\"other\"}") - others).isEqualTo(2);
        assertThat(value("rollcall_signals_total{outcome=\"duplicate\"}") - duplicates)
                .isEqualTo(1);
        assertThat(value("rollcall_signals_total{outcome=\"refused\"}") - refused)
                .isLessThanOrEqualTo(1);
        assertThat(value("rollcall_commit_seconds_count") - commits).isGreaterThanOrEqualTo(2);
        assertThat(value("rollcall_commit_bytes_total") - bytes).isGreaterThan(100);
        assertThat(value("rollcall_show_lag_seconds_count")).isGreaterThan(3);
        assertThat(value("rollcall_store_state{state=\"writing\"}")).isEqualTo(1);
        assertThat(value("hikaricp_connections{pool=\"rollcall-journal-write\"}"))
                .isEqualTo(1);
    }

    @Test
    void streamsAndTheWatcherAreCounted() {
        double opened = value("rollcall_stream_opened_total");
        double refused = value("rollcall_stream_refused_total");
        try (SseReader reader = server.stream("")) {
            await().atMost(PATIENCE).until(() -> value("rollcall_stream_clients") == 1);
            assertThat(reader.hasEnded()).isFalse();
            assertThat(server.get("/api/stream", Role.VIEWER).statusCode()).isEqualTo(503);
            double frames = value("rollcall_stream_frames_total");
            report("{\"type\":\"scan\",\"message\":\"to all streams\"}");
            await().atMost(PATIENCE).until(() -> value("rollcall_stream_frames_total") >= frames + 1);
        }
        assertThat(value("rollcall_stream_opened_total") - opened).isEqualTo(1);
        assertThat(value("rollcall_stream_refused_total") - refused).isEqualTo(1);
        assertThat(value("rollcall_stream_bytes_total")).isGreaterThan(500);
        assertThat(value("rollcall_stream_round_seconds_count")).isPositive();
        String station = "{station=\"" + RollcallServer.STATION + "\"}";
        assertThat(value("rollcall_watcher_looks_total" + station)).isPositive();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(value("rollcall_watcher_lag_seconds" + station))
                        .isBetween(0.0, 5.0));
        assertThat(value("rollcall_watcher_state{state=\"reading\",station=\"" + RollcallServer.STATION + "\"}"))
                .isEqualTo(1);
    }

    @Test
    void whoIsTurnedAwayAtTheDoorIsCounted() {
        double refused = value("rollcall_logins_refused_total");
        double limited = value("rollcall_requests_limited_total{limit=\"logins\"}");
        String login = Base64.getEncoder().encodeToString("nobody:guess".getBytes(StandardCharsets.UTF_8));
        assertThat(server.get("/metrics", Role.NOBODY, "Authorization", "Basic " + login)
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.get("/metrics", Role.NOBODY, "Authorization", "Basic " + login)
                        .statusCode())
                .isEqualTo(429);
        assertThat(value("rollcall_logins_refused_total") - refused).isEqualTo(2);
        assertThat(value("rollcall_requests_limited_total{limit=\"logins\"}") - limited)
                .isEqualTo(1);
    }

    @Test
    void prometheusAcceptsItAndTheRulesDoWhatTheirTestsSay() throws Exception {
        assumeTrue(Promtool.isHere(), "promtool is not here: apt-get install prometheus");
        Promtool metrics = Promtool.run(BASEDIR, scrape(), "check", "metrics");
        assertThat(metrics.said()).isEmpty();
        assertThat(metrics.status()).isZero();
        Path folder = BASEDIR.resolve("deploy/prometheus");
        Promtool rules = Promtool.run(folder, "", "check", "rules", "rollcall-alerts.yml");
        assertThat(rules.status()).as(rules.said()).isZero();
        Promtool tests = Promtool.run(folder, "", "test", "rules", "rollcall-alerts.test.yml");
        assertThat(tests.status()).as(tests.said()).isZero();
        Promtool config = Promtool.run(folder, "", "check", "config", "--syntax-only", "prometheus.yml");
        assertThat(config.status()).as(config.said()).isZero();
    }
}
