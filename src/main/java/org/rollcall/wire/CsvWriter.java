package org.rollcall.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.rollcall.log.Frame;

/**
 * Events as rows of RFC 4180: a header, lines that end with CR LF, quotes where they are needed.
 *
 * <p>A spreadsheet takes a cell that begins with a sign such as {@code =} for a formula, and a formula can call
 * programs and addresses. Such a cell gets an apostrophe before it, which makes it text.
 */
final class CsvWriter implements EventWriter {
    static final List<String> COLUMNS = List.of("id", "timestamp", "received_at", "station", "type", "message", "data");

    private static final String FORMULA = "=+-@\t\r\n＝＋－＠";
    private static final JsonFactory JSON = new JsonFactory();
    private static final CsvFactory CSV = CsvFactory.builder()
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .build();
    private static final CsvSchema SCHEMA = CsvSchema.builder()
            .addColumns(COLUMNS, CsvSchema.ColumnType.STRING)
            .build()
            .withLineSeparator("\r\n");

    private final CsvGenerator rows;

    CsvWriter(OutputStream out) throws IOException {
        rows = CSV.createGenerator(out);
        rows.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        rows.setSchema(SCHEMA);
    }

    @Override
    public void begin() throws IOException {
        row(COLUMNS);
    }

    @Override
    public void write(Frame event) throws IOException {
        row(cells(event.json()));
    }

    @Override
    public void end() throws IOException {
        rows.close();
    }

    private void row(List<String> cells) throws IOException {
        rows.writeStartArray();
        for (String cell : cells) {
            rows.writeString(harmless(cell));
        }
        rows.writeEndArray();
    }

    /** The text as a spreadsheet will show it, and not run it. */
    static String harmless(String cell) {
        return !cell.isEmpty() && FORMULA.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }

    /** The columns of a stored event; its data are cut out as they were stored, so that no number is rounded. */
    private static List<String> cells(byte[] json) throws IOException {
        String[] cells = new String[COLUMNS.size()];
        Arrays.fill(cells, "");
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                int column = COLUMNS.indexOf(parser.currentName());
                JsonToken value = parser.nextToken();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                if (column >= 0) {
                    int end = (int) parser.currentLocation().getByteOffset();
                    cells[column] = value.isStructStart()
                            ? new String(json, start, end - start, StandardCharsets.UTF_8)
                            : parser.getText();
                }
            }
        }
        return Arrays.asList(cells);
    }
}
