package org.rollcall.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.EventId;
import org.rollcall.event.Signal;

/**
 * Reads the events of exports, one at a time: of {@code metrics_export_*.json}, the old system's and ours, and of the
 * arrays of {@code /api/export}. The old system wrote times without an offset, and {@code NaN}, which JSON does not know.
 */
public final class ExportReader {
    private static final String EVENTS = "recent_events";
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final ZoneId zone;
    private final String station;

    /**
     * One element of an export.
     *
     * @param index its place in the array, from 0
     * @param event what it tells, unless it cannot be read
     * @param id the id that it had
     * @param problem why it cannot be read
     */
    public record Item(int index, Optional<Signal.Occurrence> event, Optional<EventId> id, Optional<String> problem) {}

    /**
     * A reader.
     *
     * @param zone of times without an offset
     * @param station of events that name none
     */
    public ExportReader(ZoneId zone, String station) {
        this.zone = zone;
        this.station = station;
    }

    /** Gives away each element; throws when the file is not JSON, or JSON of another kind. */
    public void read(InputStream in, Consumer<Item> each) throws IOException {
        try (JsonParser parser = MAPPER.createParser(in)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                array(parser, each);
                return;
            }
            if (first != JsonToken.START_OBJECT) {
                throw new IOException("is not an export");
            }
            boolean found = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(EVENTS);
                if (parser.nextToken() == JsonToken.START_ARRAY && wanted) {
                    found = true;
                    array(parser, each);
                } else {
                    parser.skipChildren();
                }
            }
            if (!found) {
                throw new IOException("is not an export: it has no " + EVENTS);
            }
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "is not JSON at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr(),
                    e);
        }
    }

    private void array(JsonParser parser, Consumer<Item> each) throws IOException {
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                each.accept(item(index, parser.readValueAs(OBJECT)));
            } else {
                parser.skipChildren();
                each.accept(problem(index, "is not an object"));
            }
        }
    }

    private Item item(int index, Map<String, Object> element) {
        if (!(element.get("type") instanceof String type) || !(element.get("message") instanceof String message)) {
            return problem(index, "has no type or no message");
        }
        Optional<Instant> at = Optional.ofNullable(element.get("timestamp")).flatMap(this::time);
        if (at.isEmpty()) {
            return problem(index, "has no timestamp that is an ISO-8601 time");
        }
        Object data = element.get("data");
        if (data != null && !(data instanceof Map)) {
            return problem(index, "has data that are not an object");
        }
        String where = element.get("station") instanceof String named ? named : station;
        Optional<EventId> id = element.get("id") instanceof String text ? EventId.parse(text) : Optional.empty();
        return new Item(
                index,
                Optional.of(new Signal.Occurrence(where, type, message, copy(data), at, Optional.empty())),
                id,
                Optional.empty());
    }

    private static Map<String, Object> copy(@Nullable Object data) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (data instanceof Map<?, ?> map) {
            map.forEach((name, value) -> copy.put(String.valueOf(name), value));
        }
        return copy;
    }

    private static Item problem(int index, String problem) {
        return new Item(index, Optional.empty(), Optional.empty(), Optional.of(problem));
    }

    /** With an offset, or as the old system's clock on the wall showed it. */
    private Optional<Instant> time(Object given) {
        String text = given.toString().strip().replace(' ', 'T');
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            try {
                return Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant());
            } catch (DateTimeException again) {
                return Optional.empty(); // the caller says what would be right
            }
        }
    }
}
