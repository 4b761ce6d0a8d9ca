package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.example.Backup;

/** The calls of docs/howto/call-from-java.md, made by a library in the WAR. */
class CallFromJavaIT {
    @TempDir
    Path folder;

    @Test
    @DisplayName("P54 to P59 a jar with a beans.xml in WEB-INF/lib calls the monitor as the document says")
    void aLibraryCallsTheMonitor() throws IOException {
        addLibrary(Files.createDirectories(folder.resolve("tomcat/webapps")).resolve("ROOT.war"));

        try (RollcallServer server = RollcallServer.start(folder)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> messages(server).containsAll(List.of("Backup finished", "SMS sent")));

            assertThat(messages(server)).as("a key counts once").containsOnlyOnce("SMS sent");
            assertThat(server.json("/api/events").toString())
                    .contains("\"duration\":12.5")
                    .doesNotContain("+639171234567");
            JsonNode states = server.json("/api/status").path("system_state").path("components");
            assertThat(states.toString()).contains("\"name\":\"backup\",\"status\":\"online\",\"details\":\"nightly\"");
            await().atMost(Duration.ofSeconds(30)).until(() -> server.log().contains("event Backup finished"));
            assertThat(server.log()).containsPattern("read Optional.*\\.json");
        }
    }

    private static void addLibrary(Path war) {
        JavaArchive library = ShrinkWrap.create(JavaArchive.class, "school-office.jar")
                .addPackage(Backup.class.getPackage())
                .addAsManifestResource(EmptyAsset.INSTANCE, "beans.xml");
        ShrinkWrap.create(ZipImporter.class, "rollcall.war")
                .importFrom(Path.of(System.getProperty("rollcall.war")).toFile())
                .as(WebArchive.class)
                .addAsLibrary(library)
                .as(ZipExporter.class)
                .exportTo(war.toFile());
    }

    private static List<String> messages(RollcallServer server) {
        return StreamSupport.stream(server.json("/api/events").spliterator(), false)
                .map(event -> event.path("message").asText())
                .toList();
    }
}
