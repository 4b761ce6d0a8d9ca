package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** The list of addresses, proxies, limits, other origins, and HTTP that may not leave the machine (issue 6.3, P73, P74). */
class FrontDoorIT {
    private static final String ORIGIN = "https://office.school.example";

    @TempDir
    Path data;

    private static HttpResponse<byte[]> from(RollcallServer server, String address, String path, Role role) {
        return server.get(path, role, "X-Forwarded-For", address);
    }

    @Test
    void addressesAreJudgedBehindAProxyToo() {
        Map<String, String> settings = Map.of(
                "ROLLCALL_PROXIES", "127.0.0.1, ::1",
                "ROLLCALL_ALLOW_ADDRESSES", "192.168.1.0/24, fd00::/8",
                "ROLLCALL_ALLOW_PLAIN", "1");
        // The server itself looks from outside the list, so that it is up is seen by its refusals.
        try (RollcallServer server = RollcallServer.startAs("192.168.1.9", data, settings)) {
            assertThat(from(server, "192.168.1.77", "/api/status", Role.VIEWER).statusCode())
                    .isEqualTo(200);
            assertThat(from(server, "fd00::7", "/api/status", Role.VIEWER).statusCode())
                    .isEqualTo(200);
            for (String stranger : List.of("192.168.2.77", "203.0.113.9", "fe80::1", "203.0.113.9, 192.0.2.1")) {
                HttpResponse<byte[]> refused = from(server, stranger, "/api/status", Role.VIEWER);
                assertThat(refused.statusCode()).as(stranger).isEqualTo(403);
                assertThat(RollcallServer.tree(refused.body()).path("status").asInt())
                        .isEqualTo(403);
                assertThat(refused.headers().firstValue("Content-Security-Policy"))
                        .isPresent();
                assertThat(from(server, stranger, "/healthz", Role.NOBODY).statusCode())
                        .isEqualTo(403);
            }
            assertThat(server.get("/api/status", Role.VIEWER).statusCode())
                    .as("the proxy itself is not in the list")
                    .isEqualTo(403);
            HttpResponse<byte[]> secure = server.get(
                    "/healthz", Role.NOBODY, "X-Forwarded-For", "192.168.1.77", "X-Forwarded-Proto", "https");
            assertThat(secure.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
        }
    }

    @Test
    void limitsCountPerAddressWithRefusedLoginsAndPerUser() {
        Map<String, String> settings = Map.of(
                "ROLLCALL_PROXIES", "127.0.0.1, ::1", "ROLLCALL_LIMIT_ADDRESS", "30", "ROLLCALL_LIMIT_USER", "10");
        try (RollcallServer server = RollcallServer.startAs("192.0.2.200", data, settings)) {
            for (int i = 0; i < 30; i++) {
                assertThat(from(server, "192.0.2.1", "/api/status", Role.NOBODY).statusCode())
                        .isEqualTo(401);
            }
            limited(from(server, "192.0.2.1", "/api/status", Role.NOBODY));
            limited(from(server, "192.0.2.1", "/healthz", Role.NOBODY));
            for (int i = 0; i < 10; i++) {
                assertThat(from(server, "192.0.2." + (10 + i), "/api/metrics", Role.VIEWER)
                                .statusCode())
                        .isEqualTo(200);
            }
            limited(from(server, "192.0.2.30", "/api/metrics", Role.VIEWER));
            assertThat(from(server, "192.0.2.30", "/api/metrics", Role.ADMIN).statusCode())
                    .isEqualTo(200);
        }
    }

    private static void limited(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 60));
        assertThat(RollcallServer.tree(response.body()).path("type").asText())
                .isEqualTo("urn:rollcall:problem:http-429");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void pagesOfListedSitesMayReadTheApiAndNothingElse() {
        try (RollcallServer server = RollcallServer.start(data, Map.of("ROLLCALL_ALLOW_ORIGINS", ORIGIN), List.of())) {
            HttpResponse<byte[]> read = server.get("/api/status", Role.VIEWER, "Origin", ORIGIN);
            assertThat(read.statusCode()).isEqualTo(200);
            assertThat(read.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ORIGIN);
            assertThat(read.headers().firstValue("Access-Control-Allow-Credentials"))
                    .isEmpty();
            assertThat(String.join(",", read.headers().allValues("Vary"))).containsIgnoringCase("origin");
            HttpResponse<byte[]> preflight = preflight(server, "/api/status", ORIGIN, "GET");
            assertThat(preflight.statusCode()).isEqualTo(200);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(ORIGIN);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                    .hasValueSatisfying(headers ->
                            assertThat(headers.toLowerCase(Locale.ROOT)).contains("authorization"));
            for (HttpResponse<byte[]> refused : List.of(
                    preflight(server, "/api/status", "https://elsewhere.example", "GET"),
                    preflight(server, "/api/events", ORIGIN, "POST"),
                    preflight(server, "/dashboard", ORIGIN, "GET"),
                    server.get("/dashboard", Role.VIEWER, "Origin", ORIGIN),
                    server.get("/api/status", Role.VIEWER, "Origin", "https://elsewhere.example"),
                    server.send(server.request(
                                    "/api/events", Role.STATION, "Origin", ORIGIN, "Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"type\":\"scan\",\"message\":\"a\"}"))
                            .build()))) {
                assertThat(refused.headers().firstValue("Access-Control-Allow-Origin"))
                        .as(refused.request().method() + " " + refused.uri().getPath())
                        .isEmpty();
            }
            assertThat(server.json("/api/events?type=scan")).isEmpty();
            try (SseReader stream = server.stream("", "Origin", ORIGIN)) {
                assertThat(stream.response().headers().firstValue("Access-Control-Allow-Origin"))
                        .hasValue(ORIGIN);
                assertThat(stream.first().type()).isEqualTo("dashboard");
            }
        }
    }

    private static HttpResponse<byte[]> preflight(RollcallServer server, String path, String origin, String method) {
        return server.send(server.request(
                        path,
                        Role.NOBODY,
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        method,
                        "Access-Control-Request-Headers",
                        "authorization")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());
    }

    /** RELIABILITY 0.5: streams are capped, and whoever comes too much is told when to come again. */
    @Test
    void aStreamTooManyIsSentAwayAndTheOthersGoOn() {
        Map<String, String> settings = Map.of("ROLLCALL_STREAM_CLIENTS", "2");
        try (RollcallServer server = RollcallServer.start(data, settings, List.of());
                SseReader one = server.stream("");
                SseReader two = server.stream("")) {
            one.first();
            two.first();
            HttpResponse<byte[]> third = server.get("/api/stream", Role.VIEWER);
            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).hasValue("10");
            assertThat(RollcallServer.tree(third.body()).path("type").asText())
                    .isEqualTo("urn:rollcall:problem:streams-full");
            assertThat(one.hasEnded() || two.hasEnded()).isFalse();
            assertThat(server.get("/api/status", Role.VIEWER).statusCode()).isEqualTo(200);
        }
    }

    /** P73: local by default, and passwords do not cross a network readable unless somebody says so. */
    @Test
    void httpDoesNotLeaveThisMachineUnlessToldTo() {
        List<String> everywhere = List.of("-Drollcall.address=0.0.0.0");
        assertThatThrownBy(() -> RollcallServer.start(data.resolve("refused"), Map.of(), everywhere))
                .hasMessageContaining("the server ended");
        assertThat(RollcallServer.consoleOf(data.resolve("refused")))
                .contains("start_monitor: the server did not start: ")
                .contains("rollcall.address=0.0.0.0: would send passwords readable over the network")
                .contains("ROLLCALL_ALLOW_PLAIN=1");
        try (RollcallServer open =
                RollcallServer.start(data.resolve("open"), Map.of("ROLLCALL_ALLOW_PLAIN", "1"), everywhere)) {
            assertThat(open.get("/readyz", Role.NOBODY).statusCode()).isEqualTo(200);
        }
    }

    /** Issue 6.3: all faults at once, the application's too. */
    @Test
    void everyWrongSettingIsToldBeforeAnythingIsOpened() {
        Map<String, String> wrong = Map.of(
                "ROLLCALL_ALLOW_ADDRESSES", "10.0.0.0/40",
                "ROLLCALL_TLS_CERTIFICATE", "/nowhere/cert.pem",
                "ROLLCALL_LIMIT_USER", "many",
                "ROLLCALL_POLL", "soon");
        assertThatThrownBy(() -> RollcallServer.start(data, wrong, List.of())).hasMessageContaining("the server ended");
        assertThat(RollcallServer.consoleOf(data))
                .contains("wrong settings (5)")
                .contains("rollcall.allow.addresses=10.0.0.0/40")
                .contains("rollcall.tls.certificate=/nowhere/cert.pem")
                .contains("rollcall.tls.key=: is missing beside")
                .contains("rollcall.limit.user=many")
                .contains("rollcall.poll=soon");
        assertThat(data.resolve("monitor.db")).doesNotExist();
    }
}
