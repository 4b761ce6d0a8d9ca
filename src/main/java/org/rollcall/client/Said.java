package org.rollcall.client;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rollcall.privacy.KeyHash;
import org.rollcall.privacy.PhoneNumbers;

/**
 * One event as it was said: written down as the server takes it, at the moment of the call.
 *
 * @param at milliseconds since 1970
 * @param important an error, which is dropped last
 * @param body the event as JSON in UTF-8, with its key and time
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes it
record Said(String type, long at, boolean important, byte[] body) {
    static final int MOST_MESSAGE = 2_000;
    private static final int MOST_KEY = 200;
    private static final int MOST_TYPE = 32;
    private static final long FAR =
            60_000_000_000_000L; // milliseconds: to the years 68 and 3871, which the server takes

    /** Makes one; whatever it is given, the server can take it. */
    static Said of(String type, String message, @Nullable Map<?, ?> data, String key, Instant at, ZoneId zone) {
        String word = typeOf(type);
        StringBuilder out = new StringBuilder(300);
        out.append("{\"type\":\"").append(word).append("\",\"message\":");
        JsonWriter.string(out, messageOf(message, word));
        if (data != null) {
            out.append(",\"data\":");
            DataWriter.write(out, data);
        }
        long millis = millis(at);
        out.append(",\"timestamp\":\"").append(time(millis, zone)).append("\",\"key\":");
        JsonWriter.string(out, keyOf(key));
        out.append('}');
        return new Said(word, millis, word.equals("error"), out.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What it takes in memory, about. */
    int size() {
        return 100 + body.length;
    }

    /** Local time with its offset, in milliseconds: what the server gives back unchanged. */
    static String time(long millis, ZoneId zone) {
        return OffsetDateTime.ofInstant(Instant.ofEpochMilli(millis), zone).toString();
    }

    private static long millis(Instant at) {
        try {
            long millis = at.toEpochMilli();
            return Math.abs(millis) < FAR ? millis : Long.signum(millis) * FAR;
        } catch (ArithmeticException | DateTimeException e) {
            return at.isBefore(Instant.EPOCH) ? -FAR : FAR;
        }
    }

    /** A type that the server takes: Cloud Sync becomes cloud_sync. It takes none with a phone number in it. */
    static String typeOf(String given) {
        return wordOf(given, "custom");
    }

    /** A component's name that the server takes, by the rule for types. */
    static String componentOf(String given) {
        return wordOf(given, "component");
    }

    private static String wordOf(String given, String otherwise) {
        return CleanText.masked(fitting(given, otherwise)).replace('•', '_');
    }

    private static String fitting(String given, String otherwise) {
        String type = given.strip();
        boolean good = !type.isEmpty() && type.length() <= MOST_TYPE && type.charAt(0) >= 'a' && type.charAt(0) <= 'z';
        for (int i = 0; good && i < type.length(); i++) {
            good = isWord(type.charAt(i));
        }
        if (good) {
            return type;
        }
        StringBuilder word = new StringBuilder();
        // By code points, as the Python client does: one name has one form.
        type.toLowerCase(Locale.ROOT).codePoints().forEach(c -> word.append(isWord(c) ? (char) c : '_'));
        if (word.isEmpty()) {
            return otherwise;
        }
        if (word.charAt(0) < 'a' || word.charAt(0) > 'z') {
            word.insert(0, "x_");
        }
        word.setLength(Math.min(word.length(), MOST_TYPE));
        return word.toString();
    }

    private static boolean isWord(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    }

    private static String messageOf(String given, String type) {
        String message = shortened(
                CleanText.masked(given.substring(0, Math.min(given.length(), 2 * MOST_MESSAGE))), MOST_MESSAGE);
        return message.isBlank() ? type : message;
    }

    /** The text with at most so many characters, with a mark where it was cut. */
    static String shortened(String text, int most) {
        return text.length() <= most ? text : CleanText.of(text.substring(0, most - 1)) + "…";
    }

    /**
     * The key, or one made of it when the server would not take it or a phone number stands in it: the same one each time,
     * and another one for another key.
     */
    private static String keyOf(String key) {
        boolean good = !key.isEmpty() && key.length() <= MOST_KEY;
        for (int i = 0; good && i < key.length(); i++) {
            char c = key.charAt(i);
            good = (c >= ' ' && c < 0x7F) || (c > 0x9F && Character.isLetterOrDigit(c));
        }
        if (!good) {
            return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
        }
        return PhoneNumbers.mask(key).equals(key) ? key : KeyHash.of(key);
    }

    /** The event without its time, which is kept in its data: for a clock so far ahead that the server would refuse it. */
    static String undated(String body) throws JsonException {
        Map<String, Object> event = JsonReader.object(body);
        Object time = event.remove("timestamp");
        Map<String, Object> data = new LinkedHashMap<>();
        if (event.get("data") instanceof Map<?, ?> given) {
            data.putAll(JsonReader.named(given));
        }
        data.put("station_time", time);
        event.put("data", data);
        return JsonWriter.write(event);
    }

    @Override
    public String toString() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
