package org.rollcall.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes one answer of the stream apart, in whatever pieces it comes: head, chunks, lines, messages. Of an event it finds
 * the number {@code n} and the time {@code t} that the publisher put into its data. It is made for speed: at millions of
 * messages a second it must not be what is measured.
 */
final class SseParser {
    /** What was found, in the order in which it came. */
    interface Taker {
        /** The head of the answer. */
        void head(int status, String head);

        /** An event with the numbers in its data and the id before it. */
        void event(long number, long time, long epoch, long sequence);

        /** A message that is none, by its type. */
        void other(String type);
    }

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long NEWLINES = ONES * '\n';
    private static final byte[] EVENT = ascii("data: {\"type\":\"event\"");
    private static final byte[] DATA = ascii("data: {\"type\":\"");
    private static final byte[] ID = ascii("id: ");
    private static final byte[] NUMBER = ascii("\"n\":");
    private static final byte[] TIME = ascii("\"t\":");

    private final Taker taker;
    private byte[] carry = new byte[512];
    private int carried;
    private boolean inHead = true;
    private boolean chunked;
    private long left; // of the chunk; -1 while its length is read, -2 for the line end after it
    private long length;
    private int hint; // where in its line the last number was
    private long epoch;
    private long sequence;
    private int at; // behind the digits that were read last

    SseParser(Taker taker) {
        this.taker = taker;
    }

    void feed(byte[] bytes, int count) {
        int from = inHead ? head(bytes, count) : 0;
        if (!chunked) {
            lines(bytes, from, count);
            return;
        }
        while (from < count) {
            if (left > 0) {
                int end = (int) Math.min(count, from + left);
                lines(bytes, from, end);
                left -= end - from;
                from = end;
                if (left == 0) {
                    left = -2;
                }
            } else {
                frame(bytes[from++]);
            }
        }
    }

    /** One byte between two chunks. */
    private void frame(byte b) {
        if (left == -2) {
            if (b == '\n') {
                left = -1;
                length = 0;
            }
        } else if (b == '\n') {
            left = length == 0 ? -2 : length;
        } else if (b != '\r') {
            length = length * 16 + Character.digit(b, 16);
        }
    }

    private int head(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            keep(bytes, i, i + 1);
            if (carried >= 4 && carry[carried - 1] == '\n' && carry[carried - 3] == '\n') {
                String head = new String(carry, 0, carried, StandardCharsets.ISO_8859_1);
                carried = 0;
                inHead = false;
                chunked = head.contains("chunked");
                left = -1;
                taker.head(Integer.parseInt(head.substring(9, 12)), head);
                return i + 1;
            }
        }
        return count;
    }

    private void lines(byte[] bytes, int from, int to) {
        int start = from;
        while (start < to) {
            int end = newline(bytes, start, to);
            if (end == to) {
                keep(bytes, start, to);
                return;
            }
            if (carried > 0) {
                keep(bytes, start, end);
                int whole = carried;
                carried = 0;
                line(carry, 0, whole);
            } else {
                line(bytes, start, end);
            }
            start = end + 1;
        }
    }

    private static int newline(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long eight = (long) LONGS.get(bytes, i) ^ NEWLINES;
            long found = (eight - ONES) & ~eight & HIGHS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < to && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    private void keep(byte[] bytes, int from, int to) {
        int count = to - from;
        if (carried + count > carry.length) {
            carry = Arrays.copyOf(carry, Math.max(2 * carry.length, carried + count));
        }
        System.arraycopy(bytes, from, carry, carried, count);
        carried += count;
    }

    private void line(byte[] bytes, int from, int to) {
        if (starts(bytes, from, to, ID)) {
            epoch = digits(bytes, from + ID.length);
            sequence = digits(bytes, at + 1);
        } else if (starts(bytes, from, to, EVENT)) {
            int number = find(bytes, from, to);
            if (number < 0) {
                taker.other("event without a number");
                return;
            }
            long n = digits(bytes, number + NUMBER.length);
            long t = starts(bytes, at + 1, to, TIME) ? digits(bytes, at + 1 + TIME.length) : 0;
            taker.event(n, t, epoch, sequence);
        } else if (starts(bytes, from, to, DATA)) {
            int end = from + DATA.length;
            while (end < to && bytes[end] != '"') {
                end++;
            }
            taker.other(new String(bytes, from + DATA.length, end - from - DATA.length, StandardCharsets.US_ASCII));
        }
    }

    /** Where the number is: most often where it was in the line before, or a few digits later. */
    private int find(byte[] bytes, int from, int to) {
        for (int i = Math.max(from, from + hint - 2); i < to - NUMBER.length; i++) {
            if (bytes[i] == '"' && starts(bytes, i, to, NUMBER)) {
                hint = i - from;
                return i;
            }
        }
        if (hint == 0) {
            return -1;
        }
        hint = 0;
        return find(bytes, from, to);
    }

    private long digits(byte[] bytes, int from) {
        long value = 0;
        at = from;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
            value = value * 10 + bytes[at++] - '0';
        }
        return value;
    }

    private static boolean starts(byte[] bytes, int from, int to, byte[] prefix) {
        return to - from >= prefix.length && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
