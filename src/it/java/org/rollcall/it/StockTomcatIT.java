package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The WAR in a Tomcat as it comes out of its archive, described to it by the file of {@code docs/howto/own-tomcat.md}
 * (issue 6.1). Of Tomcat's own files only the ports are other ones,
 * and the second path has the guard that the page speaks of.
 */
class StockTomcatIT {
    private static final Path TOMCAT = Path.of(System.getProperty("rollcall.tomcat"));
    private static final Path HOWTO = Path.of(System.getProperty("rollcall.basedir"), "docs/howto/own-tomcat.md");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PASSWORD = "a-password-of-more-than-20-characters";

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port = Ports.free();

    @Test
    void itRunsUnderTwoPathsOfAStockTomcat() throws IOException, InterruptedException, SQLException {
        Path base = makeBase();
        for (String context : List.of("school", "district#north")) {
            describe(base, context, context.startsWith("district"));
        }
        try (AttendanceDatabase database = AttendanceDatabase.create(folder.resolve("attendance.db"))) {
            Process tomcat = start(base);
            try {
                for (String path : List.of("/school", "/district/north")) {
                    serves(path, database);
                }
                guarded("/district/north");
                assertThat(get("/api/status", "viewer").statusCode())
                        .as("nothing at the root")
                        .isEqualTo(404);
            } finally {
                tomcat.destroy();
                assertThat(tomcat.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private void serves(String path, AttendanceDatabase database)
            throws IOException, InterruptedException, SQLException {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get(path + "/readyz", "").statusCode() == 200);
        assertThat(get(path + "/dashboard", "").statusCode()).isEqualTo(401);
        assertThat(get(path + "/dashboard", "station").statusCode()).isEqualTo(403);
        assertThat(get(path + "/api/export", "viewer").statusCode()).isEqualTo(403);
        HttpResponse<String> page = get(path + "/dashboard", "viewer");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(get(path + "/webjars/uplot/1.6.30/dist/uPlot.min.css", "viewer")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get(path + "/app", "viewer").statusCode()).isEqualTo(404);
        assertThat(get(path + "/nothing", "viewer").headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        await().atMost(PATIENCE)
                .until(() -> get(path + "/api/status", "viewer").body().contains("\"reading\""));
        try (SseReader stream = SseReader.open(client, request(path + "/api/stream", "viewer"))) {
            assertThat(stream.first().type()).isEqualTo("dashboard");
            database.scans(1, true);
            stream.awaitEvents("scan", 1);
        }
    }

    private Path makeBase() throws IOException {
        Path base = folder.resolve("base");
        for (String name : List.of("conf/Catalina/localhost", "logs", "temp", "work", "webapps")) {
            Files.createDirectories(base.resolve(name));
        }
        try (Stream<Path> files = Files.list(TOMCAT.resolve("conf"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, base.resolve("conf").resolve(file.getFileName()));
            }
        }
        Path server = base.resolve("conf/server.xml");
        String shipped = Files.readString(server);
        String moved =
                shipped.replace("port=\"8005\"", "port=\"-1\"").replace("port=\"8080\"", "port=\"" + port + "\"");
        assertThat(moved).isNotEqualTo(shipped).contains("<Host name=\"localhost\"");
        Files.writeString(
                server,
                moved.replace(
                        "<Host name=\"localhost\"",
                        "<Host name=\"localhost\" errorReportValveClass=\"org.rollcall.guard.ProblemReport\""));
        Files.createDirectories(base.resolve("lib"));
        Files.copy(Path.of(System.getProperty("rollcall.guard")), base.resolve("lib/rollcall-guard.jar"));
        return base;
    }

    /** What the page says of a Tomcat with our jar in its lib. */
    private void guarded(String path) throws IOException, InterruptedException {
        int status = 401;
        for (int i = 0; i < 60 && status == 401; i++) {
            String login = Base64.getEncoder().encodeToString("viewer:wrong".getBytes(StandardCharsets.UTF_8));
            HttpRequest guess = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + "/api/status"))
                    .header("Authorization", "Basic " + login)
                    .build();
            status = client.send(guess, BodyHandlers.discarding()).statusCode();
        }
        assertThat(status).isEqualTo(429);
        assertThat(get(path + "/api/status", "viewer").statusCode()).isEqualTo(200);
        assertThat(get(path + "/api/events?type=warning", "viewer").body()).contains("from 127.0.0.1 are slowed");
        assertThat(RawHttp.send(port, "GET / HTTP/9.9\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .doesNotContain("Tomcat");
    }

    private void describe(Path base, String context, boolean guarded) throws IOException, InterruptedException {
        Path data = folder.resolve(context.replace('#', '-'));
        Files.createDirectories(data);
        ProcessBuilder users = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of(System.getProperty("rollcall.target"), "rollcall/WEB-INF/classes")
                        .toString(),
                "org.rollcall.users.Users",
                data.resolve("users.xml").toString(),
                "first-start");
        for (String role : List.of("VIEWER", "STATION", "ADMIN")) {
            users.environment().put("ROLLCALL_" + role + "_PASSWORD", PASSWORD);
        }
        assertThat(users.redirectErrorStream(true)
                        .redirectOutput(data.resolve("users.log").toFile())
                        .start()
                        .waitFor())
                .isZero();
        Matcher block = Pattern.compile("(?s)```xml\n(.*?)```").matcher(Files.readString(HOWTO));
        assertThat(block.find()).isTrue();
        String described = block.group(1)
                .replace("/opt/rollcall/rollcall.war", System.getProperty("rollcall.war"))
                .replace("/var/lib/rollcall", data.toString())
                .replace(
                        "/srv/attendance/attendance.db",
                        folder.resolve("attendance.db").toString());
        if (guarded) {
            described = described
                    .replace("org.apache.catalina.authenticator.BasicAuthenticator", "org.rollcall.guard.Logins")
                    .replace("org.apache.catalina.realm.UserDatabaseRealm", "org.rollcall.guard.UsersRealm")
                    .replaceAll(
                            "(?s)<CredentialHandler className=\"[^\"]*NestedCredentialHandler.*</CredentialHandler>",
                            "");
            assertThat(described).contains("guard.Logins", "guard.UsersRealm").doesNotContain("CredentialHandler");
        }
        Files.writeString(base.resolve("conf/Catalina/localhost/" + context + ".xml"), described);
    }

    private Process start(Path base) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(TOMCAT.resolve("bin/catalina.sh").toString(), "run");
        builder.environment().keySet().removeIf(name -> name.startsWith("ROLLCALL_"));
        builder.environment().put("CATALINA_HOME", TOMCAT.toString());
        builder.environment().put("CATALINA_BASE", base.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CATALINA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1");
        return builder.redirectErrorStream(true)
                .redirectOutput(base.resolve("logs/console.log").toFile())
                .start();
    }

    private HttpResponse<String> get(String path, String user) throws IOException, InterruptedException {
        return client.send(request(path, user).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String user) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (!user.isEmpty()) {
            byte[] login = (user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        }
        return request;
    }
}
