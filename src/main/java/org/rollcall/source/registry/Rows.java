package org.rollcall.source.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rollcall.event.StationProfile;

/**
 * The registry as text: comma-separated values (RFC 4180) with a header, columns in any order.
 *
 * <p>No cell may have a line break, so a line is a row: each is read by itself, and a fault in one does not hide those of
 * the next ones.
 */
final class Rows {
    static final int MOST_STATIONS = 1_000;

    private static final CsvFactory CSV = CsvFactory.builder()
            .enable(CsvParser.Feature.TRIM_SPACES)
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .build();

    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, Integer> lineOf = new LinkedHashMap<>();
    private final List<StationProfile> stations = new ArrayList<>();
    private List<Optional<Column>> header = List.of(); // empty is a column that nobody knows

    private Rows() {}

    /** What is written in the text, or everything that is wrong with it. */
    record Result(List<StationProfile> stations, List<Fault> faults) {}

    static Result read(String text) {
        Rows rows = new Rows();
        rows.take(text.startsWith("\uFEFF") ? text.substring(1) : text); // spreadsheets put a mark before it
        return new Result(List.copyOf(rows.stations), List.copyOf(rows.faults));
    }

    private void take(String text) {
        String[] lines = text.split("\r\n|\n|\r", -1);
        int number = 0;
        for (String line : lines) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            if (header.isEmpty()) {
                if (!takeHeader(number, line)) {
                    return; // without a name no row can be read
                }
            } else {
                takeRow(number, line);
            }
        }
        if (header.isEmpty()) {
            faults.add(Fault.ofFile("has no header; the first line names the columns, good: name,title,group"));
        }
    }

    private boolean takeHeader(int number, String line) {
        List<Optional<Column>> columns = new ArrayList<>();
        for (String cell : cells(number, line)) {
            Optional<Column> column = Column.of(cell);
            if (column.isEmpty()) {
                faults.add(new Fault(number, "header", cell, "is none of " + String.join(",", keys()), ""));
            } else if (columns.contains(column)) {
                faults.add(new Fault(number, "header", cell, "is there twice", ""));
            }
            columns.add(column);
        }
        header = columns;
        if (!columns.contains(Optional.of(Column.NAME))) {
            faults.add(new Fault(number, "header", "", "has no column name", "name,title,group"));
            return false;
        }
        return true;
    }

    private void takeRow(int number, String line) {
        int before = faults.size();
        List<String> given = cells(number, line);
        if (faults.size() > before || given.stream().allMatch(String::isEmpty)) {
            return; // the row of commas that a spreadsheet leaves
        }
        if (given.size() != header.size()) {
            String reason = "has " + given.size() + " cells, but the header has " + header.size();
            faults.add(new Fault(number, "", "", reason, ""));
            return;
        }
        Map<Column, String> cells = new EnumMap<>(Column.class);
        for (int i = 0; i < given.size(); i++) {
            String cell = given.get(i);
            if (header.get(i).isPresent() && !cell.isEmpty()) {
                check(number, header.get(i).get(), cell);
                cells.put(header.get(i).get(), cell);
            }
        }
        checkName(number, cells.getOrDefault(Column.NAME, ""));
        if (faults.size() == before) {
            stations.add(Column.profile(cells));
        }
    }

    private void check(int number, Column column, String cell) {
        column.refusal(cell)
                .ifPresent(reason -> faults.add(new Fault(number, column.key(), cell, reason, column.example())));
    }

    private void checkName(int number, String name) {
        if (name.isEmpty()) {
            faults.add(new Fault(number, Column.NAME.key(), "", "is missing", Column.NAME.example()));
            return;
        }
        Integer first = lineOf.putIfAbsent(name, number);
        if (first != null) {
            faults.add(new Fault(number, Column.NAME.key(), name, "stands in line " + first + " already", ""));
        }
        if (lineOf.size() == MOST_STATIONS + 1 && first == null) {
            faults.add(new Fault(number, "", "", "is one station more than " + MOST_STATIONS, ""));
        }
    }

    private List<String> cells(int number, String line) {
        List<String> cells = new ArrayList<>();
        try (CsvParser parser = CSV.createParser(line)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    cells.add(parser.getText().strip());
                }
            }
        } catch (JsonProcessingException e) {
            faults.add(new Fault(
                    number, "", line, "is not comma-separated: a quote is not closed", "gate-2,\"Gate, east\""));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a text in memory", e);
        }
        return cells;
    }

    /** The text of these stations, with all columns. */
    static String write(List<StationProfile> stations) {
        CsvSchema schema = CsvSchema.builder()
                .addColumns(keys(), CsvSchema.ColumnType.STRING)
                .build()
                .withLineSeparator("\n");
        StringWriter text = new StringWriter();
        try (CsvGenerator out = CSV.createGenerator(text)) {
            out.setSchema(schema);
            write(out, keys());
            for (StationProfile station : stations) {
                write(
                        out,
                        Arrays.stream(Column.values())
                                .map(column -> column.cell(station))
                                .toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a text in memory", e);
        }
        return text.toString();
    }

    private static void write(CsvGenerator out, List<String> cells) throws IOException {
        out.writeStartArray();
        for (String cell : cells) {
            out.writeString(cell);
        }
        out.writeEndArray();
    }

    static List<String> keys() {
        return Arrays.stream(Column.values()).map(Column::key).toList();
    }
}
