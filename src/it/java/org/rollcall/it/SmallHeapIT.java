package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** What one login may send or ask for at once does not use up the heap of an ordinary start, 128 MB. */
class SmallHeapIT {
    private static final int AT_ONCE = 40;
    private static final int MOST = 1024 * 1024;

    @TempDir
    Path data;

    private static CompletableFuture<HttpResponse<byte[]>> report(RollcallServer server, String type, String body) {
        return server.client()
                .sendAsync(
                        server.request("/api/events", Role.STATION, "Content-Type", type)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofByteArray());
    }

    private static Set<Integer> statuses(List<CompletableFuture<HttpResponse<byte[]>>> answers) throws Exception {
        Set<Integer> statuses = new TreeSet<>();
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            statuses.add(answer.get(60, TimeUnit.SECONDS).statusCode());
        }
        return statuses;
    }

    /** A thousand events that are as heavy as an event may be, most of them written otherwise than they are stored. */
    private static void store(RollcallServer server) throws Exception {
        String event = "{\"type\":\"custom\",\"message\":\"heavy\",\"data\":{\"t\":\"" + "漢".repeat(5_400) + "\"}}";
        String body = "[" + String.join(",", Collections.nCopies(20, event)) + "]";
        for (int i = 0; i < 50; i++) {
            assertThat(report(server, "application/json", body)
                            .get(60, TimeUnit.SECONDS)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void bodiesOfManySmallValuesAreRefusedAndTheServerStays() throws Exception {
        String objects = "[" + "{},".repeat((MOST - 4) / 3) + "{}]";
        try (RollcallServer server = RollcallServer.start(data)) {
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                answers.add(report(server, "application/json", objects));
                answers.add(report(server, "application/x-ndjson", "{}\n".repeat(MOST / 3)));
                answers.add(report(server, "application/x-ndjson", "\n".repeat(MOST)));
            }
            assertThat(statuses(answers)).isSubsetOf(400, 422, 429).contains(400);
            assertThat(server.get("/healthz", Role.VIEWER).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void manyWhoAskForTheHeaviestEventsAtOnceHaveThemOneMegabyteEach_andAllByPages() throws Exception {
        try (RollcallServer server = RollcallServer.start(data)) {
            store(server);
            List<CompletableFuture<HttpResponse<byte[]>>> answers = IntStream.range(0, AT_ONCE)
                    .mapToObj(i -> server.client()
                            .sendAsync(
                                    server.request("/api/events?limit=1000", Role.VIEWER)
                                            .build(),
                                    BodyHandlers.ofByteArray()))
                    .toList();
            assertThat(statuses(answers)).isSubsetOf(200, 503).contains(200);
            int events = 0;
            String since = "1-0";
            for (JsonNode page = page(server, since); !page.isEmpty(); page = page(server, since)) {
                events += page.size();
                since = page.get(page.size() - 1).path("id").asText();
            }
            assertThat(events).isEqualTo(1_000);
        }
    }

    private static JsonNode page(RollcallServer server, String since) {
        return server.json("/api/events?limit=1000&type=custom&since=" + since);
    }
}
