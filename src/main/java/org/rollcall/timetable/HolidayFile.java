package org.rollcall.timetable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of holidays in iCalendar (RFC 5545). */
public final class HolidayFile {
    private static final int MOST_BYTES = 1024 * 1024;

    private HolidayFile() {}

    /** The file cannot be used; the message says why, for people. */
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    /** Reads it whole; at most 1 MiB of UTF-8. */
    public static List<Holiday> read(Path file) throws UnreadableException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new UnreadableException(Files.exists(file) ? "cannot be read: " + e.getMessage() : "is not there");
        }
        if (bytes.length > MOST_BYTES) {
            throw new UnreadableException("is larger than 1 MiB");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException("is not UTF-8");
        }
        return new CalendarText(text.startsWith("\ufeff") ? text.substring(1) : text).holidays();
    }
}
