package org.rollcall.client;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One line of a spool file: {@code <checksum> <kind> <number> <number> <body>}, where only events have a body. The
 * checksum is CRC-32C in eight hexadecimal digits over all that follows it, without the line's end.
 *
 * <table>
 * <caption>kinds</caption>
 * <tr><td>o, i</td><td>an ordinary or an important event: its number, its time</td></tr>
 * <tr><td>w</td><td>an event that tells the server of drops: its number, how many are told then in all</td></tr>
 * <tr><td>s</td><td>settled: the events from one number to another are stored, refused, or dropped</td></tr>
 * <tr><td>d</td><td>dropped ever, told ever</td></tr>
 * <tr><td>n</td><td>the next number is at least this; a new file begins with it</td></tr>
 * </table>
 *
 * @param first the first number
 * @param second the second number
 * @param body the event, else empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes it
record SpoolLine(char kind, long first, long second, byte[] body) {
    static final char ORDINARY = 'o';
    static final char IMPORTANT = 'i';
    static final char TELLING = 'w';
    static final char SETTLED = 's';
    static final char DROPS = 'd';
    static final char NEXT = 'n';

    private static final String KINDS = "oiwsdn";
    private static final String EVENTS = "oiw";
    private static final int CHECKSUM = 8;

    static SpoolLine of(char kind, long first, long second) {
        return new SpoolLine(kind, first, second, new byte[0]);
    }

    boolean isEvent() {
        return EVENTS.indexOf(kind) >= 0;
    }

    /** The line with its end. */
    byte[] bytes() {
        byte[] head = head().getBytes(StandardCharsets.US_ASCII);
        byte[] line = new byte[CHECKSUM + 1 + head.length + body.length + 1];
        System.arraycopy(head, 0, line, CHECKSUM + 1, head.length);
        System.arraycopy(body, 0, line, CHECKSUM + 1 + head.length, body.length);
        line[line.length - 1] = '\n';
        byte[] sum = checksum(line, CHECKSUM + 1, line.length - 1).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(sum, 0, line, 0, CHECKSUM);
        line[CHECKSUM] = ' ';
        return line;
    }

    /** How many bytes stand before the body. */
    int bodyOffset() {
        return CHECKSUM + 1 + head().length();
    }

    private String head() {
        return kind + " " + first + " " + second + " ";
    }

    /** The line without its end, if it is whole. */
    static Optional<SpoolLine> parse(byte[] line) {
        if (line.length <= CHECKSUM || line[CHECKSUM] != ' ') {
            return Optional.empty();
        }
        String sum = new String(line, 0, CHECKSUM, StandardCharsets.ISO_8859_1);
        return sum.equals(checksum(line, CHECKSUM + 1, line.length))
                ? Optional.ofNullable(fields(line))
                : Optional.empty();
    }

    private static @Nullable SpoolLine fields(byte[] line) {
        int one = space(line, CHECKSUM + 1);
        int two = space(line, one + 1);
        int three = space(line, two + 1);
        if (one != CHECKSUM + 2 || three < 0 || KINDS.indexOf(line[CHECKSUM + 1]) < 0) {
            return null;
        }
        try {
            long first = Long.parseLong(new String(line, one + 1, two - one - 1, StandardCharsets.ISO_8859_1));
            long second = Long.parseLong(new String(line, two + 1, three - two - 1, StandardCharsets.ISO_8859_1));
            byte[] body = new byte[line.length - three - 1];
            System.arraycopy(line, three + 1, body, 0, body.length);
            return new SpoolLine((char) line[CHECKSUM + 1], first, second, body);
        } catch (NumberFormatException e) {
            return null; // written by something else, with a right checksum by chance
        }
    }

    private static int space(byte[] line, int from) {
        for (int i = from; from > 0 && i < line.length; i++) {
            if (line[i] == ' ') {
                return i;
            }
        }
        return -1;
    }

    private static String checksum(byte[] line, int from, int to) {
        CRC32C sum = new CRC32C();
        sum.update(line, from, to - from);
        String digits = Long.toHexString(sum.getValue());
        return "0".repeat(CHECKSUM - digits.length()) + digits;
    }
}
