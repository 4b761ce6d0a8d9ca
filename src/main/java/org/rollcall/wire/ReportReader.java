package org.rollcall.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.Signal.Occurrence;

/**
 * Reads what stations send, strictly: UTF-8 without a fault, no name twice, no number that a double cannot hold. What
 * is no JSON at all is refused whole; of a list each event is taken or refused by itself.
 */
public final class ReportReader {
    /** Most events of one report. */
    public static final int MOST = 1_000;

    /** Most names, values and brackets of one body: a thousand ordinary events have a quarter of them. */
    static final long MOST_TOKENS = 100_000;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100) // the admission's own limit is lower and names the event
                            .maxNumberLength(100)
                            .maxTokenCount(MOST_TOKENS) // a value takes up to forty times its bytes in memory
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final ObjectReader LINE =
            MAPPER.readerFor(Object.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A body that cannot be read; the message may be shown to its sender. */
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableException(String message) {
            super(message);
        }
    }

    /**
     * One event of a report.
     *
     * @param event absent when it was refused
     * @param reason why it was, else empty
     */
    public record Item(Optional<Occurrence> event, String reason) {
        static Item refused(String reason) {
            return new Item(Optional.empty(), reason);
        }
    }

    private ReportReader() {}

    /** The events of a JSON object, of an array of them, or of lines with one object each. */
    public static List<Item> events(String station, byte[] body, boolean lines) throws UnreadableException {
        List<?> given = lines ? lines(body) : list(value(text(body)));
        if (given.size() > MOST) {
            throw new UnreadableException("a report has at most " + MOST + " events");
        }
        List<Item> items = new ArrayList<>(given.size());
        for (Object one : given) {
            items.add(one instanceof Map<?, ?> event ? item(station, event) : Item.refused("an event is an object"));
        }
        return items;
    }

    /** The one object of a body. */
    public static Map<?, ?> object(byte[] body) throws UnreadableException {
        if (value(text(body)) instanceof Map<?, ?> object) {
            return object;
        }
        throw new UnreadableException("the body must be a JSON object");
    }

    private static List<?> list(Object value) throws UnreadableException {
        if (value instanceof List<?> list) {
            return list;
        }
        if (value instanceof Map<?, ?>) {
            return List.of(value);
        }
        throw new UnreadableException("the body must be an event or an array of events");
    }

    private static List<Object> lines(byte[] body) throws UnreadableException {
        List<Object> values = new ArrayList<>();
        try (JsonParser lines = MAPPER.createParser(text(body))) { // one, so that its limits are those of the body
            while (lines.nextToken() != null && values.size() <= MOST) { // the caller says that there are too many
                values.add(checked(LINE.readValue(lines)));
            }
        } catch (IOException e) {
            throw unreadable();
        }
        return values;
    }

    private static String text(byte[] body) throws UnreadableException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder() // which reports faults, unlike that of String
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException("the body is not UTF-8");
        }
    }

    private static Object value(String text) throws UnreadableException {
        try {
            return checked(MAPPER.readValue(text, Object.class));
        } catch (JsonProcessingException e) {
            throw unreadable();
        }
    }

    private static UnreadableException unreadable() {
        return new UnreadableException("the body is not JSON, or has a name twice, is nested too deep or has over "
                + MOST_TOKENS + " values, names and brackets");
    }

    private static Object checked(@Nullable Object value) throws UnreadableException {
        if (value == null || !isFinite(value)) {
            throw new UnreadableException(value == null ? "the body is null" : "a number is out of range");
        }
        return value;
    }

    private static boolean isFinite(@Nullable Object value) {
        if (value instanceof Double number) {
            return Double.isFinite(number);
        }
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().allMatch(ReportReader::isFinite);
        }
        return !(value instanceof List<?> list) || list.stream().allMatch(ReportReader::isFinite);
    }

    /** Unknown fields are ignored; an id that a sender wrote is one of them. */
    private static Item item(String station, Map<?, ?> event) {
        if (!(event.get("type") instanceof String type)) {
            return Item.refused("type must be a string");
        }
        if (!(event.get("message") instanceof String message)) {
            return Item.refused("message must be a string");
        }
        Object key = event.get("key");
        if (key != null && !(key instanceof String)) {
            return Item.refused("key must be a string");
        }
        Object data = event.get("data");
        if (data != null && !(data instanceof Map<?, ?>)) {
            return Item.refused("data must be an object");
        }
        Optional<Instant> timestamp = Optional.empty();
        if (event.get("timestamp") != null) {
            timestamp = time(event.get("timestamp"));
            if (timestamp.isEmpty()) {
                return Item.refused("timestamp must be an ISO-8601 time with an offset");
            }
        }
        return new Item(
                Optional.of(new Occurrence(
                        station, type, message, named(data), timestamp, Optional.ofNullable((String) key))),
                "");
    }

    @SuppressWarnings("unchecked") // names of JSON objects are strings
    private static Map<String, Object> named(@Nullable Object data) {
        return data == null ? Map.of() : (Map<String, Object>) data;
    }

    /** The time that an ISO-8601 text with an offset names; nothing when it is none. */
    public static Optional<Instant> time(@Nullable Object given) {
        try {
            return given instanceof String text
                    ? Optional.of(OffsetDateTime.parse(text).toInstant())
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty(); // the caller says what would be right
        }
    }
}
