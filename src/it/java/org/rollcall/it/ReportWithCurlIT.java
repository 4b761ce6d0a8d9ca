package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
            Process shell = shell(server, script + script); // and once more, as after a lost answer
            String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shell.exitValue()).as(said).isZero();

            assertThat(said).contains("\"accepted\":1,\"duplicates\":0", "\"accepted\":0,\"duplicates\":1");
            JsonNode station = server.json("/api/stations/" + Role.STATION.login());
            assertThat(station.toString()).contains("640x480").contains("\"version\":\"2.1\"");
            assertThat(server.json("/api/events?type=scan")).hasSize(1);
        }
    }

    private Process shell(RollcallServer server, String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", script).redirectErrorStream(true);
        builder.environment().put("ROLLCALL_STATION_PASSWORD", server.password(Role.STATION));
        return builder.start();
    }
}
