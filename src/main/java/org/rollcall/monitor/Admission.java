package org.rollcall.monitor;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.rollcall.event.EventTypes;
import org.rollcall.event.Signal;
import org.rollcall.event.Vitals;
import org.rollcall.privacy.KeyHash;

/**
 * What may enter the log, and in which form: limits, clock skew, phone numbers masked and names left out.
 */
final class Admission {
    /** The type of the event that says that a student was erased. */
    static final String ERASURE = "erasure";

    static final int MOST_MESSAGE = 2_000;
    static final int MOST_NOTE = 500;
    static final int MOST_KEY = 200;
    static final Duration MOST_AHEAD = Duration.ofHours(24);
    private static final int MOST_DEGREES = 300;
    private static final Instant EARLIEST =
            Instant.parse("0000-01-01T00:00:00Z"); // no four digits write an earlier one
    private static final Duration MOST_SKEW = Duration.ofDays(3_650);
    private static final int MOST_DEPTH = 16;
    private static final int MOST_TEXT = 16 * 1024;
    private static final int MOST_NAME = 64;

    private Admission() {}

    /** Why the occurrence cannot be taken, if it cannot. */
    static Optional<String> refusal(Signal.Occurrence signal, Instant now) {
        if (!isName(signal.station())) {
            return Optional.of("station must be 1 to 64 letters, digits, dots, dashes or underscores");
        }
        if (!EventTypes.isValid(signal.type())) {
            return Optional.of("type must match [a-z][a-z0-9_.-]{0,31}");
        }
        if (signal.type().equals(ERASURE)) {
            return Optional.of("the type erasure is the monitor's own");
        }
        if (!Masking.mask(signal.type()).equals(signal.type())) {
            return Optional.of("type must not be a phone number");
        }
        if (signal.message().isBlank() || signal.message().length() > MOST_MESSAGE) {
            return Optional.of("message must have 1 to " + MOST_MESSAGE + " characters");
        }
        if (signal.message().indexOf('\0') >= 0) {
            return Optional.of("message must not contain NUL");
        }
        if (signal.key().filter(key -> !isKey(key)).isPresent()) {
            return Optional.of("key must have 1 to " + MOST_KEY + " characters and no controls");
        }
        if (signal.timestamp().filter(at -> at.isAfter(now.plus(MOST_AHEAD))).isPresent()) {
            return Optional.of("timestamp is more than 24 hours in the future");
        }
        if (signal.timestamp().filter(at -> at.isBefore(EARLIEST)).isPresent()) {
            return Optional.of("timestamp is before the year 0");
        }
        return weight(signal.data(), 0) > MOST_TEXT
                ? Optional.of("data is deeper than " + MOST_DEPTH + " levels, larger than 16 KiB or not plain JSON")
                : Optional.empty();
    }

    /** Why the acknowledgement cannot be taken, if it cannot. */
    static Optional<String> refusal(Signal.Acknowledgement signal) {
        if (!isName(signal.by())) {
            return Optional.of("by must be 1 to 64 letters, digits, dots, dashes or underscores");
        }
        return signal.note().length() > MOST_NOTE || signal.note().indexOf('\0') >= 0
                ? Optional.of("note must have at most " + MOST_NOTE + " characters and no NUL")
                : Optional.empty();
    }

    /** Why the report of a component cannot be taken, if it cannot. */
    static Optional<String> refusal(Signal.ComponentReport report) {
        if (!isName(report.station())) {
            return Optional.of("station must be 1 to 64 letters, digits, dots, dashes or underscores");
        }
        if (!EventTypes.isValid(report.component())) {
            return Optional.of("the component's name must match [a-z][a-z0-9_.-]{0,31}");
        }
        if (!Masking.mask(report.component()).equals(report.component())) {
            return Optional.of("the component's name must not be a phone number");
        }
        return report.details()
                        .filter(text -> text.length() > MOST_NOTE || text.indexOf('\0') >= 0)
                        .isPresent()
                ? Optional.of("details must have at most " + MOST_NOTE + " characters and no NUL")
                : Optional.empty();
    }

    /** Why the heartbeat cannot be taken, if it cannot. */
    static Optional<String> refusal(Signal.Heartbeat heartbeat) {
        Vitals vitals = heartbeat.vitals();
        if (!isName(heartbeat.station())) {
            return Optional.of("station must be 1 to 64 letters, digits, dots, dashes or underscores");
        }
        for (OptionalDouble percent : List.of(vitals.cpuPercent(), vitals.memoryPercent(), vitals.diskPercent())) {
            if (percent.isPresent() && !(percent.getAsDouble() >= 0 && percent.getAsDouble() <= 100)) {
                return Optional.of("percentages must be 0 to 100");
            }
        }
        if (Math.abs(vitals.temperatureC().orElse(0)) > MOST_DEGREES) {
            return Optional.of("temperature_c must be within " + MOST_DEGREES + " degrees of zero");
        }
        if (vitals.queueLength().orElse(0) < 0) {
            return Optional.of("queue_length must not be negative");
        }
        if (Math.abs(vitals.clock().orElse(0)) > MOST_SKEW.toSeconds()) {
            return Optional.of("clock must be within ten years");
        }
        return vitals.version().filter(text -> !isKey(text)).isPresent()
                ? Optional.of("version must have 1 to " + MOST_KEY + " characters and no controls")
                : Optional.empty();
    }

    /** The report as it may be kept. */
    static Signal.ComponentReport masked(Signal.ComponentReport report) {
        return new Signal.ComponentReport(
                report.station(),
                report.component(),
                report.status(),
                report.details().map(Masking::mask),
                report.at());
    }

    /** The heartbeat as it may be kept. */
    static Signal.Heartbeat masked(Signal.Heartbeat heartbeat) {
        Vitals vitals = heartbeat.vitals();
        if (vitals.version().isEmpty()) {
            return heartbeat;
        }
        Vitals masked = new Vitals(
                vitals.cpuPercent(),
                vitals.memoryPercent(),
                vitals.diskPercent(),
                vitals.temperatureC(),
                vitals.queueLength(),
                vitals.version().map(Masking::mask),
                vitals.clock());
        return new Signal.Heartbeat(heartbeat.station(), masked, heartbeat.at());
    }

    /**
     * The occurrence as it may be stored. A key with a phone number or a name in it becomes its hash, which tells a
     * repetition as well.
     *
     * @param names whether names of people may be stored
     */
    static Signal.Occurrence masked(Signal.Occurrence given, boolean names) {
        Signal.Occurrence signal = names ? given : Names.takeOut(given);
        String message = Masking.mask(signal.message());
        Map<String, Object> data = Masking.mask(signal.data());
        Optional<String> key = signal.key().map(text -> Masking.mask(text).equals(text) ? text : KeyHash.of(text));
        if (message.equals(signal.message()) && data.equals(signal.data()) && key.equals(signal.key())) {
            return signal;
        }
        return new Signal.Occurrence(signal.station(), signal.type(), message, data, signal.timestamp(), key);
    }

    /** Roughly what it weighs in memory while it waits, in bytes. */
    static long bytes(Signal.Occurrence signal) {
        return 400L + 2L * (signal.message().length() + weight(signal.data(), 0));
    }

    /** What {@code [A-Za-z0-9][A-Za-z0-9._-]{0,63}} matches; every event has one, and a pattern is ten times as dear. */
    static boolean isName(String text) {
        if (text.isEmpty() || text.length() > MOST_NAME || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** At most {@value #MOST_KEY} characters without controls, line breaks, changes of direction and halves of surrogate pairs. */
    static boolean isKey(String text) {
        if (text.isEmpty() || text.codePointCount(0, text.length()) > MOST_KEY) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7F || c == 0x2028 || c == 0x2029 || isBidi(c)) {
                return false;
            }
        }
        return Masking.isWellFormed(text); // what cannot be stored as it is could not be found again
    }

    /** Characters that change the direction of a text, so that it reads otherwise than it is. */
    private static boolean isBidi(char c) {
        return c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static int weight(Object value, int depth) {
        if (depth > MOST_DEPTH) {
            return MOST_TEXT + 1;
        }
        if (value instanceof BigInteger number) {
            return number.bitLength() / 3 + 2; // of its digits, of which one has a little over three bits
        }
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value).length();
        }
        if (value instanceof CharSequence text) {
            return weight(text);
        }
        int sum = 2;
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += weight(entry.getKey().toString(), depth + 1) + weight(entry.getValue(), depth + 1) + 2;
            }
            return sum;
        }
        if (value instanceof List<?> list) {
            for (Object element : list) {
                sum += weight(element, depth + 1) + 1; // the comma
            }
            return sum;
        }
        return MOST_TEXT + 1; // not JSON-like
    }

    /** Its bytes as JSON in UTF-8: a line break takes two, another control six, and half a pair of surrogates two. */
    private static int weight(CharSequence text) {
        int bytes = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0') {
                return MOST_TEXT + 1;
            }
            if (c < ' ') {
                bytes += c == '\n' || c == '\r' || c == '\t' || c == '\b' || c == '\f' ? 2 : 6;
            } else if (c < 0x80) {
                bytes += c == '"' || c == '\\' ? 2 : 1;
            } else {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
        }
        return bytes;
    }
}
