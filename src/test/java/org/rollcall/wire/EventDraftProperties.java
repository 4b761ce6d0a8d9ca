package org.rollcall.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Signal;
import org.rollcall.log.Frame;

/** A draft on its sender's thread, and the rest later, come to what one writer would have written in one go. */
class EventDraftProperties {
    private static final Instant RECEIVED = Instant.parse("2026-11-23T07:00:00.120Z");

    private final Json json = new Json(ZoneOffset.ofHours(8));
    private final EventJson encoding = new EventJson(json);

    private static Signal.Occurrence occurrence(Optional<Instant> at, String message, Map<String, Object> data) {
        return new Signal.Occurrence("gate-1", "scan", message, data, at, Optional.of("key"));
    }

    /** The message of the stream, from the fields in their order. */
    private String written(EventId id, Instant at, String message, Map<String, Object> data) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", id.toString());
        document.put("timestamp", at);
        document.put("received_at", RECEIVED);
        document.put("station", "gate-1");
        document.put("type", "scan");
        document.put("message", message);
        document.put("data", data);
        String text = new String(json.write(document), StandardCharsets.UTF_8);
        return "id: " + id + "\ndata: {\"type\":\"event\",\"data\":" + text + "}\n\n";
    }

    private static String text(Frame frame) {
        return new String(frame.sse(), StandardCharsets.UTF_8);
    }

    @Property
    void aDraftedEventHasTheBytesOfOneThatWasWrittenAtOnce(
            @ForAll @LongRange(min = 1, max = 99) long epoch,
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 100) long sequence,
            @ForAll @LongRange(min = -62_000_000_000_000L, max = 200_000_000_000_000L) long millis,
            @ForAll String message,
            @ForAll Map<String, List<Integer>> values) {
        EventId id = new EventId(epoch, sequence);
        Instant at = Instant.ofEpochMilli(millis);
        Map<String, Object> data = new LinkedHashMap<>(values);
        data.put("none", null);
        data.put("nested", Map.of("text", message));
        Frame drafted =
                encoding.draft(occurrence(Optional.of(at), message, data)).frame(id, RECEIVED);
        String expected = written(id, at, message, data);
        assertThat(text(drafted)).isEqualTo(expected);
        assertThat(new String(drafted.json(), StandardCharsets.UTF_8))
                .isEqualTo(expected.substring(expected.indexOf("\"data\":") + 7, expected.length() - 3));
        Event event =
                new Event(id, Event.Kind.EVENT, at, RECEIVED, "gate-1", "scan", message, data, Optional.of("key"));
        assertThat(text(encoding.encode(event))).isEqualTo(expected);
        assertThat(EventJson.frame(id, Event.Kind.EVENT, "gate-1", "scan", drafted.json())
                        .sse())
                .isEqualTo(drafted.sse());
    }

    @Test
    void anEventWithoutATimeHappenedWhenItWasReceived() {
        EventId id = new EventId(1, 7);
        Frame drafted =
                encoding.draft(occurrence(Optional.empty(), "m", Map.of())).frame(id, RECEIVED);
        assertThat(text(drafted)).isEqualTo(written(id, RECEIVED, "m", Map.of()));
    }

    @Test
    void sendersThatWriteAtOnceDoNotMixTheirBytes() {
        assertThat(IntStream.range(0, 20_000).parallel().allMatch(i -> {
                    String message = "m".repeat(i % 50) + i;
                    EventId id = new EventId(1, i + 1L);
                    Frame drafted = encoding.draft(occurrence(Optional.of(RECEIVED), message, Map.of("n", i)))
                            .frame(id, RECEIVED);
                    return text(drafted).equals(written(id, RECEIVED, message, Map.of("n", i)));
                }))
                .isTrue();
    }
}
