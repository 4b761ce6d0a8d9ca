package org.rollcall.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;

class WireTest {
    private static final Instant AT = Instant.parse("2026-11-22T23:12:08.123456Z");
    private final Json json = new Json(ZoneId.of("Asia/Manila"));

    private Event event(String message) {
        return new Event(
                new EventId(1, 7),
                Event.Kind.EVENT,
                AT,
                AT,
                "gate-1",
                "scan",
                message,
                Map.of("student_id", message),
                Optional.empty());
    }

    @Property
    void parseAfterWriteIsTheIdentityAndAMessageIsAlwaysOneDataLine(@ForAll String message) {
        var frame = new EventJson(json).encode(event(message));
        String sse = new String(frame.sse(), StandardCharsets.UTF_8);
        assertThat(sse)
                .startsWith("id: 1-7\ndata: {\"type\":\"event\",\"data\":")
                .endsWith("}\n\n");
        assertThat(sse.chars().filter(c -> c == '\n' || c == '\r').count()).isEqualTo(3);
        String utf8 = new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(Json.read(frame.json()).get("message")).isEqualTo(utf8);
    }

    @Test
    void timesCarryTheOffsetOfTheStation_P41() {
        assertThat(Json.read(new EventJson(json).encode(event("m")).json()))
                .containsEntry("timestamp", "2026-11-23T07:12:08.123+08:00");
    }

    @Test
    void whatIsNoNumberIsNull() {
        assertThat(new String(json.write(Map.of("x", Double.NaN)), StandardCharsets.UTF_8))
                .isEqualTo("{\"x\":null}");
        assertThat(new String(json.write(Map.of("x", 100.0)), StandardCharsets.UTF_8))
                .isEqualTo("{\"x\":100}");
    }

    @Test
    void aProblemHasAStableTypeAndIsSmall() {
        byte[] body = Problems.body(400, "bad-limit", "limit must be a whole number");
        assertThat(Json.read(body))
                .containsEntry("type", "urn:rollcall:problem:bad-limit")
                .containsEntry("status", 400);
        assertThat(body.length).isLessThan(1_000);
    }
}
