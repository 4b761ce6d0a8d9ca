package org.rollcall.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON-like documents as bytes and back. Times are written in ISO-8601 with the offset of the home station's zone, to
 * the millisecond.
 */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> DOCUMENT = new TypeReference<>() {};

    private final Times times;

    public Json(ZoneId zone) {
        this.times = new Times(zone);
    }

    /** A time as every answer writes it. */
    public String time(Instant at) {
        return times.format(at);
    }

    /** The document in UTF-8, on one line. */
    public byte[] write(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = generator(bytes)) {
            write(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + value.getClass() + " as JSON", e);
        }
        return bytes.toByteArray();
    }

    /** The document that an object's JSON describes. */
    public static Map<String, Object> read(byte[] json) {
        try {
            return MAPPER.readValue(json, DOCUMENT);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text of the document's own fields, or an empty one when it has none of that name. */
    static String text(byte[] json, int offset, int length, String name) {
        try (JsonParser in = FACTORY.createParser(json, offset, length)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = in.currentName().equals(name);
                JsonToken value = in.nextToken();
                if (found) {
                    return value == JsonToken.VALUE_STRING ? in.getText() : "";
                }
                in.skipChildren();
            }
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " of an entry", e);
        }
    }

    static JsonGenerator generator(OutputStream bytes) throws IOException {
        return FACTORY.createGenerator(bytes);
    }

    void write(JsonGenerator out, @Nullable Object value) throws IOException {
        if (value instanceof String text) { // by far the most
            out.writeString(text);
        } else if (value == null) {
            out.writeNull();
        } else if (value instanceof Optional<?> optional) {
            write(out, optional.orElse(null));
        } else if (value instanceof Instant at) {
            out.writeString(time(at));
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            writeFields(out, map);
            out.writeEndObject();
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object element : list) {
                write(out, element);
            }
            out.writeEndArray();
        } else if (value instanceof Number || value instanceof Boolean) {
            number(out, value);
        } else {
            out.writeString(value.toString());
        }
    }

    /** The fields of an object that is begun already. */
    void writeFields(JsonGenerator out, Map<?, ?> map) throws IOException {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.writeFieldName(entry.getKey().toString());
            write(out, entry.getValue());
        }
    }

    private static void number(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Boolean bool) {
            out.writeBoolean(bool);
        } else if (value instanceof Integer || value instanceof Long || value instanceof Short) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number) {
            whole(out, number);
        } else {
            out.writeNumber(value.toString());
        }
    }

    /** A whole double without its ".0"; what is no number at all as null, for JSON has no word for it. */
    private static void whole(JsonGenerator out, double number) throws IOException {
        if (!Double.isFinite(number)) {
            out.writeNull();
        } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            out.writeNumber((long) number);
        } else {
            out.writeNumber(number);
        }
    }
}
