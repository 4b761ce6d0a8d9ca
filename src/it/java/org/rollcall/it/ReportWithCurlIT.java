package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** The five lines of docs/howto/report-with-curl.md, run as they are written but for address and login. */
class ReportWithCurlIT {
    private static final Path DOCUMENT =
            Path.of(System.getProperty("rollcall.basedir", ".")).resolve("docs/howto/report-with-curl.md");
    private static final Pattern BLOCK = Pattern.compile("^```\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    Path data;

    @Test
    void theFiveLinesReport() throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(DOCUMENT));
        assertThat(block.find()).isTrue();
        try (RollcallServer server = RollcallServer.start(data)) {
            String script = block.group(1)
                    .replace("http://127.0.0.1:8888", server.uri("").toString())
                    .replace("gate-1:", Role.STATION.login() + ":");
            assertThat(script.lines()).hasSize(5);
            Process shell =
                    shell(server.password(Role.STATION), script + script); // and once more, as after a lost answer
            String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shell.exitValue()).as(said).isZero();

            assertThat(said).contains("\"accepted\":1,\"duplicates\":0", "\"accepted\":0,\"duplicates\":1");
            JsonNode station = server.json("/api/stations/" + Role.STATION.login());
            assertThat(station.toString()).contains("640x480").contains("\"version\":\"2.1\"");
            assertThat(server.json("/api/events?type=scan")).hasSize(1);
        }
    }

    @Test
    void aRefusalFailsAndSaysWhatIsWrong() throws Exception {
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            byte[] why = "{\"detail\":\"message is missing\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(422, why.length);
            exchange.getResponseBody().write(why);
            exchange.close();
        });
        refusing.start();
        try {
            Process shell = oneReportTo(refusing.getAddress().getPort(), "-m 15");
            assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("message is missing");
            assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shell.exitValue()).isEqualTo(22);
        } finally {
            refusing.stop(0);
        }
    }

    @Test
    void aServerThatHangsDoesNotHoldTheCaller() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Process shell = oneReportTo(silent.getLocalPort(), "-m 1");
            try {
                assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(shell.exitValue()).isEqualTo(28);
            } finally {
                shell.destroyForcibly();
            }
        }
    }

    /** The first three lines, to that port, with another limit in place of the documented one. */
    private static Process oneReportTo(int port, String limit) throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(DOCUMENT));
        assertThat(block.find()).isTrue();
        String script = block.group(1)
                .lines()
                .limit(3)
                .collect(Collectors.joining("\n"))
                .replace(":8888", ":" + port)
                .replace("-m 15", limit);
        return shell("a-password", script);
    }

    private static Process shell(String password, String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", script).redirectErrorStream(true);
        builder.environment().put("ROLLCALL_STATION_PASSWORD", password);
        return builder.start();
    }
}
