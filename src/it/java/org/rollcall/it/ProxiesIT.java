package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** Behind a real Apache and a real Caddy with the files that are shipped; nginx has a browser before it. */
class ProxiesIT {
    private static final Path SHIPPED = Path.of(System.getProperty("rollcall.basedir"), "deploy");
    private static final List<String> MODULES = List.of(
            "mpm_event",
            "authz_core",
            "headers",
            "proxy",
            "proxy_http",
            "ssl",
            "http2",
            "alias",
            "socache_shmcb",
            "env");

    @TempDir
    static Path folder;

    private static RollcallServer server;
    private static TestCertificate certificate;

    private final int https = Ports.free();
    private final int http = Ports.free();

    @BeforeAll
    static void start() throws Exception {
        certificate = TestCertificate.make(folder, "school");
        certificate.writePem(folder.resolve("school.pem"), folder.resolve("school.key"));
        // Whoever gives himself another address is let in only if he is not believed.
        server = RollcallServer.start(
                folder.resolve("data"),
                Map.of("ROLLCALL_PROXIES", "127.0.0.1, ::1", "ROLLCALL_ALLOW_ADDRESSES", "127.0.0.0/8, ::1"),
                List.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void behindApacheEverythingComesThroughAndAtOnce() throws Exception {
        Path apache = Path.of("/usr/sbin/apache2");
        assumeThat(apache).exists();
        String modules = MODULES.stream()
                .map(name -> "LoadModule %1$s_module /usr/lib/apache2/modules/mod_%1$s.so%n".formatted(name))
                .collect(Collectors.joining());
        String user = "root".equals(System.getProperty("user.name")) ? "User www-data\nGroup www-data\n" : "";
        String site = shipped("apache/rollcall.conf")
                .replace("*:80>", "127.0.0.1:" + http + ">")
                .replace("*:443>", "127.0.0.1:" + https + ">");
        Path file = Files.writeString(
                folder.resolve("apache.conf"),
                modules
                        + user
                        + "ServerName localhost\nListen 127.0.0.1:%d\nListen 127.0.0.1:%d\nPidFile %s/apache.pid\nErrorLog %s/apache.log\n"
                                .formatted(http, https, folder, folder)
                        + site);
        comesThrough("apache", apache.toString(), "-D", "FOREGROUND", "-f", file.toString());
    }

    @Test
    void behindCaddyEverythingComesThroughAndAtOnce() throws Exception {
        Path caddy = Path.of("/usr/bin/caddy");
        assumeThat(caddy).exists();
        String site = shipped("caddy/Caddyfile")
                .replace("\nlocalhost {", "\nlocalhost:" + https + " {\n\ttls school.pem school.key");
        Path file =
                Files.writeString(folder.resolve("Caddyfile"), "{\n\thttp_port " + http + "\n\tadmin off\n}\n" + site);
        comesThrough("caddy", caddy.toString(), "run", "--adapter", "caddyfile", "--config", file.toString());
    }

    /** The shipped text with the places filled in as the how-to says, and this server's address. */
    private static String shipped(String name) throws IOException {
        return Files.readString(SHIPPED.resolve(name))
                .replace(
                        "</etc/ssl/certs/school.example.pem>",
                        folder.resolve("school.pem").toString())
                .replace(
                        "</etc/ssl/private/school.example.key>",
                        folder.resolve("school.key").toString())
                .replace("<school.example>", "localhost")
                .replace("127.0.0.1:8888", "127.0.0.1:" + server.port());
    }

    private void comesThrough(String name, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("HOME", folder.toString());
        Path log = folder.resolve(name + ".out");
        Process proxy =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Proxied proxied = new Proxied(URI.create("https://localhost:" + https + "/monitor/"));
        try {
            await().atMost(Duration.ofSeconds(20))
                    .failFast(() -> assertThat(proxy.isAlive())
                            .as(Files.readString(log))
                            .isTrue())
                    .until(() -> accepts(https));
            assertThat(proxied.get("dashboard", Role.NOBODY).statusCode()).isEqualTo(401);
            assertThat(proxied.get("dashboard", Role.VIEWER).body()).contains("<title>");
            assertThat(proxied.get("../monitor", Role.VIEWER)).satisfies(answer -> {
                assertThat(answer.statusCode()).isEqualTo(308);
                assertThat(answer.headers().firstValue("Location").orElseThrow())
                        .endsWith("/monitor/");
            });
            assertThat(proxied.get("healthz", Role.NOBODY, "X-Forwarded-For", "203.0.113.6")
                            .statusCode())
                    .as("an address that the caller has made up")
                    .isEqualTo(200);
            assertThat(proxied.export("https://localhost:" + https)).isEqualTo(201);
            assertThat(proxied.export("https://elsewhere.example")).isEqualTo(403);
            proxied.streams(name);
        } finally {
            proxy.destroy();
            assertThat(proxy.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** Who asks by the proxy. */
    private record Proxied(URI base, HttpClient client) {
        Proxied(URI base) throws Exception {
            this(
                    base,
                    HttpClient.newBuilder().sslContext(certificate.trusting()).build());
        }

        HttpResponse<String> get(String path, Role role, String... headers) throws Exception {
            return client.send(request(path, role, headers).build(), BodyHandlers.ofString());
        }

        int export(String origin) throws Exception {
            HttpRequest request = request(
                            "api/exports", Role.ADMIN, "Origin", origin, "Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{}"))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }

        /** Each event is there before the next one is told. */
        void streams(String name) throws Exception {
            try (SseReader stream = SseReader.open(client, request("api/stream", Role.VIEWER))) {
                stream.first();
                for (String scan : Stream.of("1", "2", "3")
                        .map(number -> name + " " + number)
                        .toList()) {
                    HttpRequest told = request("api/events", Role.STATION, "Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(
                                    "{\"type\": \"scan\", \"message\": \"" + scan + "\", \"data\": {}}"))
                            .build();
                    assertThat(client.send(told, BodyHandlers.discarding()).statusCode())
                            .isEqualTo(200);
                    await().atMost(Duration.ofSeconds(2))
                            .until(() -> stream.events("scan").contains(scan));
                }
            }
        }

        private HttpRequest.Builder request(String path, Role role, String... headers) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
            if (role != Role.NOBODY) {
                byte[] login = (role.login() + ":" + server.password(role)).getBytes(StandardCharsets.UTF_8);
                request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
            }
            return headers.length == 0 ? request : request.headers(headers);
        }
    }
}
