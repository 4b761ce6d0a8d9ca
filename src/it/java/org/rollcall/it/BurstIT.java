package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** A crowd of reports at once: each is stored or sent back, and readers are served meanwhile. */
class BurstIT {
    private static final int REPORTS = 2_000;

    @TempDir
    static Path data;

    @Test
    void aBurstIsStoredOrSentBackWithAWordWhenToComeAgain_F23() throws Exception {
        try (RollcallServer server = RollcallServer.start(data)) {
            Map<String, CompletableFuture<HttpResponse<byte[]>>> burst = new LinkedHashMap<>();
            List<CompletableFuture<HttpResponse<byte[]>>> reads = new ArrayList<>();
            for (int i = 0; i < REPORTS; i++) {
                String name = "burst-" + i;
                var report = server.request("/api/events", Role.STATION, "Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"type\":\"burst\",\"message\":\"" + name + "\"}"))
                        .build();
                burst.put(name, server.client().sendAsync(report, BodyHandlers.ofByteArray()));
                if (i % 100 == 0) {
                    var read = server.request("/api/status", Role.VIEWER).build();
                    reads.add(server.client().sendAsync(read, BodyHandlers.ofByteArray()));
                }
            }
            Set<String> acknowledged = new TreeSet<>();
            for (var report : burst.entrySet()) {
                HttpResponse<byte[]> answer = report.getValue().get(60, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).isIn(200, 429, 503);
                if (answer.statusCode() == 200) {
                    acknowledged.add(report.getKey());
                } else {
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                    assertThat(answer.headers().firstValue("Content-Type"))
                            .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
                }
            }
            for (var read : reads) {
                assertThat(read.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
            assertThat(acknowledged).isNotEmpty();
            assertThat(stored(server)).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(acknowledged);
        }
    }

    private static List<String> stored(RollcallServer server) {
        List<String> stored = new ArrayList<>();
        String since = "1-0";
        for (JsonNode page = page(server, since); !page.isEmpty(); page = page(server, since)) {
            for (JsonNode event : page) {
                since = event.path("id").asText();
                stored.add(event.path("message").asText());
            }
        }
        return stored;
    }

    private static JsonNode page(RollcallServer server, String since) {
        return server.json("/api/events?limit=1000&type=burst&since=" + since);
    }
}
