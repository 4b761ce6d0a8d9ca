package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** Who may do what, and what no answer may tell (P50 to P53, P74). */
class AccessIT {
    private static final List<String> API = List.of(
            "/api/status",
            "/api/metrics",
            "/api/fleet",
            "/api/events",
            "/api/alerts",
            "/api/history",
            "/api/stations",
            "/api/stations/gate-1",
            "/api/openapi.json",
            "/api/openapi.yaml");
    private static final List<String> PAGES = List.of("/", "/dashboard", "/wall", "/metrics");
    private static final List<String> FILES = List.of(
            "/app/main.js",
            "/styles/base.css",
            "/icons.svg",
            "/favicons/fine.svg",
            "/webjars/uplot/1.6.30/dist/uPlot.min.css");
    private static final List<String> PROBES = List.of("/healthz", "/readyz");
    private static final List<String> HIDDEN = List.of(
            "/WEB-INF/web.xml",
            "/WEB-INF/jsp/dashboard.jsp",
            "/WEB-INF/jsp/fleet.jsp",
            "/WEB-INF/jsp/wall.jsp",
            "/WEB-INF/lib/",
            "/META-INF/MANIFEST.MF",
            "/dashboard.jsp",
            "/problem",
            "/manager/html",
            "/host-manager/html",
            "/examples/",
            "/docs/",
            "/api",
            "/api/",
            "/api/nothing",
            "/api/application.wadl",
            "/api/stations/unknown",
            "/api/status?station=unknown",
            "/dashboard?station=unknown",
            "/app/",
            "/styles",
            "/webjars/uplot/1.6.30",
            "/nothing");
    private static final List<String> TRICKS = List.of(
            "/WEB-INF;x/web.xml",
            "/;x/WEB-INF/web.xml",
            "/web-inf/web.xml",
            "/app/..;/WEB-INF/web.xml",
            "/app/..;/..;/manager/html",
            "/app/../WEB-INF/web.xml",
            "/app/%2e%2e/WEB-INF/web.xml",
            "/WEB-INF%2fweb.xml",
            "/app%2f..%2fWEB-INF%2fweb.xml",
            "/app/..%5cWEB-INF%5cweb.xml",
            "/WEB-INF/jsp/dashboard.jsp;x",
            "/dashboard.jsp%00",
            "//WEB-INF/web.xml");
    private static final List<String> ROUND_THE_LOGIN = List.of(
            "/healthz;x/../api/status",
            "/healthz/..;/api/status",
            "/healthz/../api/status",
            "/healthz%2f..%2fapi/status",
            "/api/status;x",
            "/api;x/status",
            "//api/status",
            "/API/status",
            "/api/status/",
            "/healthz/",
            "/healthz/api/status");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";

    @TempDir
    static Path data;

    private static RollcallServer server;

    @BeforeAll
    static void start() {
        server = RollcallServer.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void viewersAndAdministratorsReadAndNobodyElse() {
        SoftAssertions softly = new SoftAssertions();
        for (List<String> paths : List.of(API, PAGES, FILES)) {
            for (String path : paths) {
                for (String method : List.of("GET", "HEAD")) {
                    expect(softly, method, path, Role.NOBODY, 401);
                    expect(softly, method, path, Role.VIEWER, 200);
                    expect(softly, method, path, Role.STATION, 403);
                    expect(softly, method, path, Role.ADMIN, 200);
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void theStreamIsForViewersAndAdministrators() {
        SoftAssertions softly = new SoftAssertions();
        expect(softly, "GET", "/api/stream", Role.NOBODY, 401);
        expect(softly, "GET", "/api/stream", Role.STATION, 403);
        expect(softly, "HEAD", "/api/stream", Role.VIEWER, 200);
        for (Role role : List.of(Role.VIEWER, Role.ADMIN)) {
            try (SseReader reader = SseReader.open(server.client(), server.request("/api/stream", role))) {
                softly.assertThat(reader.response().statusCode()).isEqualTo(200);
                quiet(softly, "stream as " + role, reader.response());
            }
        }
        softly.assertAll();
    }

    @Test
    void theProbesAreForAnyone() {
        SoftAssertions softly = new SoftAssertions();
        for (String path : PROBES) {
            for (Role role : Role.values()) {
                HttpResponse<byte[]> response = expect(softly, "GET", path, role, 200);
                softly.assertThat(RollcallServer.text(response)).isEqualTo("{\"status\":\"up\"}");
                expect(softly, "HEAD", path, role, 200);
            }
        }
        softly.assertAll();
    }

    @Test
    void aWrongPasswordIsNobody() {
        SoftAssertions softly = new SoftAssertions();
        for (String login : List.of("dmlld2VyOndyb25n", "bm9ib2R5Ondyb25n", "dmlld2Vy", "!!!", "")) {
            HttpResponse<byte[]> response =
                    server.get("/api/status", Role.NOBODY, "Authorization", ("Basic " + login).strip());
            softly.assertThat(response.statusCode()).as(login).isEqualTo(401);
            isProblem(softly, "login " + login, response);
        }
        HttpResponse<byte[]> response = server.get("/api/status", Role.NOBODY);
        softly.assertThat(response.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Basic realm=\"Rollcall\""));
        softly.assertAll();
    }

    @Test
    void whatIsNotServedIsNotThere() {
        SoftAssertions softly = new SoftAssertions();
        for (String path : HIDDEN) {
            expect(softly, "GET", path, Role.NOBODY, 401);
            expect(softly, "GET", path, Role.VIEWER, 404);
            expect(softly, "GET", path, Role.STATION, 403);
            expect(softly, "GET", path, Role.ADMIN, 404);
        }
        softly.assertAll();
    }

    @Test
    void noPathLeadsRoundTheRules() {
        SoftAssertions softly = new SoftAssertions();
        for (String path : TRICKS) {
            for (Role role : Role.values()) {
                HttpResponse<byte[]> response = send("GET", path, role);
                softly.assertThat(response.statusCode()).as(role + " " + path).isIn(400, 401, 403, 404);
                quiet(softly, role + " " + path, response);
            }
        }
        for (String path : ROUND_THE_LOGIN) {
            for (Role role : List.of(Role.NOBODY, Role.STATION)) {
                HttpResponse<byte[]> response = send("GET", path, role);
                softly.assertThat(response.statusCode()).as(role + " " + path).isIn(400, 401, 403, 404);
                softly.assertThat(RollcallServer.text(response)).doesNotContain("metrics");
                quiet(softly, role + " " + path, response);
            }
        }
        softly.assertAll();
    }

    @Test
    void everythingCanOnlyBeRead() {
        SoftAssertions softly = new SoftAssertions();
        for (List<String> paths : List.of(API, PAGES, FILES, List.of("/api/stream"))) {
            for (String path : paths) {
                for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "PROPFIND")) {
                    if (isReport(method, path)) {
                        continue;
                    }
                    expect(softly, method, path, Role.NOBODY, 401);
                    expect(softly, method, path, Role.STATION, 403);
                    for (Role role : List.of(Role.VIEWER, Role.ADMIN)) {
                        HttpResponse<byte[]> response = expect(softly, method, path, role, 405);
                        allows(softly, method + " " + path, path, response);
                    }
                }
            }
        }
        for (String path : PROBES) {
            for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
                allows(softly, method + " " + path, path, expect(softly, method, path, Role.NOBODY, 405));
            }
        }
        softly.assertAll();
    }

    @Test
    void onlyStationsReport() {
        SoftAssertions softly = new SoftAssertions();
        Map<String, String> reports =
                Map.of("/api/events", "POST", "/api/heartbeat", "POST", "/api/components/camera", "PUT");
        reports.forEach((path, method) -> {
            expect(softly, method, path, Role.NOBODY, 401);
            expect(softly, method, path, Role.VIEWER, 403);
            expect(softly, method, path, Role.ADMIN, 403);
            expect(softly, method, path, Role.STATION, 415); // it has no body
            expect(softly, "DELETE", path, Role.STATION, path.equals("/api/events") ? 403 : 405);
        });
        for (String path : List.of("/api/heartbeat", "/api/components/camera")) {
            for (Role role : List.of(Role.VIEWER, Role.ADMIN)) {
                expect(softly, "GET", path, role, 403);
            }
        }
        softly.assertAll();
    }

    @Test
    void optionsSaysWhatIsAllowedAndNothingOfOtherOrigins() {
        SoftAssertions softly = new SoftAssertions();
        for (List<String> paths : List.of(API, PAGES, FILES, List.of("/api/stream"))) {
            for (String path : paths) {
                expect(softly, "OPTIONS", path, Role.NOBODY, 401);
                expect(softly, "OPTIONS", path, Role.STATION, 403);
                HttpResponse<byte[]> response = expect(softly, "OPTIONS", path, Role.VIEWER, 204);
                allows(softly, "OPTIONS " + path, path, response);
            }
        }
        HttpResponse<byte[]> foreign = server.send(server.request(
                        "/api/status", Role.VIEWER, "X-Requested-With", "x", "Access-Control-Request-Method", "GET")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());
        softly.assertThat(foreign.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        softly.assertAll();
    }

    @Test
    void traceNeverEchoes() {
        SoftAssertions softly = new SoftAssertions();
        for (String path : List.of("/", "/api/status", "/healthz", "/app/main.js")) {
            for (Role role : Role.values()) {
                HttpResponse<byte[]> response = server.send(server.request(path, role, "X-Secret", "echo-me")
                        .method("TRACE", BodyPublishers.noBody())
                        .build());
                softly.assertThat(response.statusCode())
                        .as(role + " TRACE " + path)
                        .isEqualTo(405);
                softly.assertThat(RollcallServer.text(response)).doesNotContain("echo-me");
                quiet(softly, role + " TRACE " + path, response);
            }
        }
        softly.assertAll();
    }

    private static HttpResponse<byte[]> expect(
            SoftAssertions softly, String method, String path, Role role, int status) {
        HttpResponse<byte[]> response = send(method, path, role);
        String what = role + " " + method + " " + path;
        softly.assertThat(response.statusCode()).as(what).isEqualTo(status);
        headers(softly, what, response);
        quiet(softly, what, response);
        if (status >= 400 && !method.equals("HEAD")) {
            isProblem(softly, what, response);
        }
        return response;
    }

    private static HttpResponse<byte[]> send(String method, String path, Role role) {
        return server.send(server.request(path, role)
                .method(method, BodyPublishers.noBody())
                .build());
    }

    private static boolean isReport(String method, String path) {
        return method.equals("POST") && path.equals("/api/events");
    }

    private static void allows(SoftAssertions softly, String what, String path, HttpResponse<byte[]> response) {
        String methods = path.equals("/api/events") ? "GET, HEAD, POST, OPTIONS" : "GET, HEAD, OPTIONS";
        softly.assertThat(response.headers().firstValue("Allow")).as(what).hasValue(methods);
    }

    private static void headers(SoftAssertions softly, String what, HttpResponse<?> response) {
        has(softly, what, response, "Content-Security-Policy", POLICY);
        has(softly, what, response, "X-Content-Type-Options", "nosniff");
        has(softly, what, response, "Referrer-Policy", "no-referrer");
        boolean file = response.statusCode() < 300
                && FILES.stream().anyMatch(path -> response.uri().getPath().equals(path));
        if (!file) {
            has(softly, what, response, "Cache-Control", "no-store");
        }
    }

    private static void has(SoftAssertions softly, String what, HttpResponse<?> response, String name, String value) {
        softly.assertThat(response.headers().allValues(name))
                .as(what + ": " + name)
                .containsExactly(value);
    }

    /** Nothing that tells what is inside, and nothing that a browser would keep. */
    private static void quiet(SoftAssertions softly, String what, HttpResponse<?> response) {
        for (String name : List.of("Set-Cookie", "Server", "X-Powered-By", "Access-Control-Allow-Origin")) {
            Optional<String> value = response.headers().firstValue(name);
            softly.assertThat(value).as(what + ": " + name).isEmpty();
        }
        if (response.statusCode() >= 400 && response.body() instanceof byte[] body) {
            softly.assertThat(new String(body, java.nio.charset.StandardCharsets.UTF_8))
                    .as(what)
                    .doesNotContainIgnoringCase("tomcat")
                    .doesNotContainIgnoringCase("exception")
                    .doesNotContain("\tat ", "org.", "java.", "<html", "10.1");
            softly.assertThat(body.length).as(what).isLessThan(1_000);
        }
    }

    private static void isProblem(SoftAssertions softly, String what, HttpResponse<byte[]> response) {
        softly.assertThat(response.headers().firstValue("Content-Type"))
                .as(what)
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        if (!RollcallServer.text(response).startsWith("{")) {
            softly.fail(what + ": not a JSON document");
            return;
        }
        JsonNode problem = RollcallServer.tree(response.body());
        softly.assertThat(problem.path("status").asInt()).as(what).isEqualTo(response.statusCode());
        softly.assertThat(problem.path("type").asText()).as(what).startsWith("urn:rollcall:problem:");
        softly.assertThat(problem.path("title").asText()).as(what).isNotBlank();
    }
}
