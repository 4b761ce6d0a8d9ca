package org.rollcall.client;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.random.RandomGenerator;

/**
 * Reads the server's stream for the listeners, one connection a turn, and resumes by the last id: what happened while
 * the connection was away comes first, once and in order.
 */
final class Stream {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(3);

    private final Settings settings;
    private final Http http;
    private final Listeners listeners;
    private final Voice voice;
    private final Backoff backoff;
    private Optional<String> lastId = Optional.empty();
    private Duration retry = FIRST_RETRY;

    Stream(Settings settings, Http http, Listeners listeners, Voice voice, RandomGenerator random) {
        this.settings = settings;
        this.http = http;
        this.listeners = listeners;
        this.voice = voice;
        this.backoff =
                new Backoff(settings.pace().firstBackoff(), settings.pace().mostBackoff(), random);
    }

    /** Follows the stream until it ends; how long to wait before the next connection. */
    Duration turn() throws InterruptedException {
        try {
            Optional<Duration> refused = follow();
            return refused.orElse(retry);
        } catch (IOException e) {
            voice.warn("stream", "the stream of " + settings.url() + " broke off (" + e + ")");
            return backoff.failed(Duration.ZERO, Optional.empty());
        } finally {
            listeners.isLive(false);
        }
    }

    /** The wait after a refusal; empty when the stream ended as it does now and then. */
    private Optional<Duration> follow() throws IOException, InterruptedException {
        List<String> headers = new ArrayList<>(List.of("Accept", "text/event-stream", "Cache-Control", "no-store"));
        lastId.ifPresent(id -> headers.addAll(List.of("Last-Event-ID", id)));
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
                http.open("api/stream", headers, settings.pace().send());
        try (Chunks chunks = new Chunks()) {
            response.body().subscribe(chunks);
            int status = response.statusCode();
            if (status == 401 || status == 403) {
                voice.warn(
                        "viewer",
                        "no stream for " + settings.user() + " (HTTP " + status
                                + "): listeners hear only what this station says. Give the login the role viewer");
                return Optional.of(settings.pace().refusedBackoff());
            }
            String type = response.headers().firstValue("Content-Type").orElse("");
            if (status != 200 || !type.startsWith("text/event-stream")) {
                Optional<Duration> asked = Backoff.asked(
                        response.headers().firstValue("Retry-After"),
                        settings.clock().instant());
                voice.warn("stream", "no stream at " + settings.url() + " (HTTP " + status + ")");
                return Optional.of(backoff.failed(Duration.ZERO, asked));
            }
            read(chunks);
            return Optional.empty();
        }
    }

    private void read(Chunks chunks) throws IOException, InterruptedException {
        SseParser parser = new SseParser(lastId, (id, data) -> {
            hear(data);
            lastId = id; // after it was handed on
        });
        listeners.isLive(true);
        for (byte[] bytes = chunks.next(settings.pace().silence());
                bytes != null;
                bytes = chunks.next(settings.pace().silence())) {
            parser.take(bytes);
            backoff.reset();
            retry = parser.retry().orElse(retry);
        }
    }

    private void hear(String text) throws InterruptedException {
        try {
            Map<String, Object> message = JsonReader.object(text);
            if (message.get("type") instanceof String kind && !kind.equals("keepalive")) {
                Object data = message.get("data");
                listeners.streamed(kind, data instanceof Map<?, ?> map ? JsonReader.named(map) : Map.of());
            }
        } catch (JsonException e) {
            voice.warn("frame", "a message of the stream is not as Rollcall writes it: " + e.getMessage());
        }
    }
}
