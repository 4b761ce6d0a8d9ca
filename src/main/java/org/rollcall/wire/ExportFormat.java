package org.rollcall.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The forms in which stored events leave in bulk. */
public enum ExportFormat {
    /** One array. */
    JSON("application/json;charset=utf-8"),
    /** One event a line. */
    NDJSON("application/x-ndjson;charset=utf-8"),
    /** A header and one event a row, for spreadsheets. */
    CSV("text/csv;charset=utf-8;header=present");

    private final String contentType;

    ExportFormat(String contentType) {
        this.contentType = contentType;
    }

    /** The format that a word of the API names. */
    public static Optional<ExportFormat> parse(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word().equals(word))
                .findFirst();
    }

    /** Its name in the API, and the end of a file's name. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String contentType() {
        return contentType;
    }

    public EventWriter writer(OutputStream out) throws IOException {
        return switch (this) {
            case JSON -> new ArrayWriter(out);
            case NDJSON -> new LinesWriter(out);
            case CSV -> new CsvWriter(out);
        };
    }
}
