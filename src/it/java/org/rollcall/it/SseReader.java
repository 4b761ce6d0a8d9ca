package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Reads an event stream the way a browser does, on a thread of its own, until it ends or is closed. */
final class SseReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    /** One dispatched message. */
    record Message(Optional<String> id, String type, JsonNode data) {}

    private final HttpResponse<InputStream> response;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<String> oddLines = new CopyOnWriteArrayList<>();
    private final List<Integer> retries = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::read, "sse-reader");
    private volatile String lastId = "";

    private SseReader(HttpResponse<InputStream> response) {
        this.response = response;
    }

    static SseReader open(HttpClient client, HttpRequest.Builder request) {
        try {
            SseReader reader = new SseReader(
                    client.send(request.header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream()));
            reader.thread.setDaemon(true);
            reader.thread.start();
            return reader;
        } catch (IOException e) {
            throw new UncheckedIOException("no stream", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    List<Message> messages() {
        return messages;
    }

    /** The messages of one type. */
    List<Message> messages(String type) {
        return messages.stream().filter(message -> message.type().equals(type)).toList();
    }

    /** The texts of the events of one type, in the order in which they came. */
    List<String> events(String type) {
        return messages("event").stream()
                .map(Message::data)
                .filter(event -> event.path("type").asText().equals(type))
                .map(event -> event.path("message").asText())
                .toList();
    }

    /** The ids of the messages that have one, in the order in which they came. */
    List<String> ids() {
        return messages.stream().flatMap(message -> message.id().stream()).toList();
    }

    List<Integer> retries() {
        return retries;
    }

    /** Lines that are neither a field of ours nor a comment. */
    List<String> oddLines() {
        return oddLines;
    }

    /** What a browser would send as Last-Event-ID. */
    String lastId() {
        return lastId;
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    Message first() {
        await().atMost(PATIENCE).until(() -> !messages.isEmpty());
        return messages.get(0);
    }

    void awaitEvents(String type, int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(type)).hasSizeGreaterThanOrEqualTo(count));
    }

    Message awaitMessage(String type, Predicate<JsonNode> wanted) {
        await("a message " + type)
                .atMost(PATIENCE)
                .until(() -> messages(type).stream().anyMatch(message -> wanted.test(message.data())));
        return messages(type).stream()
                .filter(message -> wanted.test(message.data()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the stream", e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            Optional<String> id = Optional.empty();
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    dispatch(id, data.toString());
                    id = Optional.empty();
                    data.setLength(0);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else if (line.startsWith("id: ")) {
                    id = Optional.of(line.substring(4));
                } else if (line.startsWith("retry: ")) {
                    retries.add(Integer.valueOf(line.substring(7)));
                } else if (!line.startsWith(":")) {
                    oddLines.add(line);
                }
            }
        } catch (IOException e) {
            return; // closed, or the server died: what came is kept
        }
    }

    private void dispatch(Optional<String> id, String data) {
        id.ifPresent(given -> lastId = given);
        if (!data.isEmpty()) {
            JsonNode message = RollcallServer.tree(data.getBytes(StandardCharsets.UTF_8));
            messages.add(new Message(id, message.path("type").asText(), message.path("data")));
        }
    }
}
