package org.rollcall.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Frame;

class ExportFormatTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");
    private static final String HEADER = "id,timestamp,received_at,station,type,message,data\r\n";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static Frame frame(long sequence, String message, Map<String, Object> data) {
        return new EventJson(new Json(ZoneOffset.ofHours(8)))
                .encode(new Event(
                        new EventId(1, sequence),
                        Event.Kind.EVENT,
                        NOW,
                        NOW.plusMillis(20),
                        "gate-1",
                        "scan",
                        message,
                        data,
                        Optional.empty()));
    }

    private static String export(ExportFormat format, Frame... frames) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventWriter writer = format.writer(out);
        writer.begin();
        for (Frame frame : frames) {
            writer.write(frame);
        }
        writer.end();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void jsonIsOneArray() throws IOException {
        JsonNode events = MAPPER.readTree(
                export(ExportFormat.JSON, frame(1, "one", Map.of()), frame(2, "two", Map.of("record_id", 7))));
        assertThat(events).hasSize(2);
        assertThat(events.get(1).path("data").path("record_id").asInt()).isEqualTo(7);
        assertThat(MAPPER.readTree(export(ExportFormat.JSON))).isEmpty();
    }

    @Test
    void ndjsonIsOneEventALine() throws IOException {
        String text = export(ExportFormat.NDJSON, frame(1, "a\nb", Map.of()), frame(2, "two", Map.of()));
        assertThat(text).endsWith("\n");
        assertThat(text.lines().map(line -> read(line).path("message").asText()))
                .containsExactly("a\nb", "two");
        assertThat(export(ExportFormat.NDJSON)).isEmpty();
    }

    @Test
    void csvHasAHeaderAndItsDataAsJsonText() throws IOException {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", "Ñiño, \"Jr\"");
        data.put("share", new java.math.BigDecimal("0.10000000000000000000000001"));
        assertThat(export(ExportFormat.CSV, frame(1, "Attendance recorded: 2021001", data)))
                .isEqualTo(
                        HEADER
                                + "1-1,2026-11-23T15:00:00+08:00,2026-11-23T15:00:00.02+08:00,gate-1,scan,"
                                + "Attendance recorded: 2021001,"
                                + "\"{\"\"name\"\":\"\"Ñiño, \\\"\"Jr\\\"\"\"\",\"\"share\"\":0.10000000000000000000000001}\"\r\n");
        assertThat(export(ExportFormat.CSV)).isEqualTo(HEADER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "＝1",
                "＋1",
                "－1",
                "＠x",
                "=cmd|' /C calc'!A0"
            })
    void aCellIsNeverAFormula(String message) throws IOException {
        String text = export(ExportFormat.CSV, frame(1, message, Map.of()));
        assertThat(parse(text).get(1).get(5)).isEqualTo("'" + message);
    }

    @Property(tries = 300)
    void whatIsReadBackIsWhatWasWritten(@ForAll("texts") String message, @ForAll("texts") String value)
            throws IOException {
        String text = export(
                ExportFormat.CSV, frame(1, message, Map.of("value", value)), frame(2, value, Map.of("value", message)));
        List<List<String>> rows = parse(text);
        assertThat(rows).hasSize(3).allMatch(row -> row.size() == 7);
        assertThat(rows.get(1).get(5)).isIn(message, "'" + message);
        assertThat(read(rows.get(1).get(6)).path("value").asText()).isEqualTo(value);
        assertThat(rows.get(2).get(5)).isIn(value, "'" + value);
        assertThat(rows.stream().flatMap(List::stream)).noneMatch(cell -> cell.matches("(?s)[=+\\-@\\t\\r\\n＝＋－＠].*"));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("ab ,;\"'=+-@\t\r\n＝＠é\u2028".toCharArray())
                .ofMaxLength(60);
    }

    private static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    /** RFC 4180 to the letter: quotes are doubled inside quotes and nowhere else, each line ends with CR LF. */
    private static List<List<String>> parse(String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            StringBuilder cell = new StringBuilder();
            if (text.charAt(at) == '"') {
                at++;
                while (text.charAt(at) != '"' || (at + 1 < text.length() && text.charAt(at + 1) == '"')) {
                    cell.append(text.charAt(at));
                    at += text.charAt(at) == '"' ? 2 : 1;
                }
                at++;
            } else {
                while (text.charAt(at) != ',' && text.charAt(at) != '\r') {
                    assertThat(text.charAt(at)).isNotIn('"', '\n');
                    cell.append(text.charAt(at++));
                }
            }
            row.add(cell.toString());
            if (text.charAt(at) == ',') {
                at++;
            } else {
                assertThat(text.substring(at, at + 2)).isEqualTo("\r\n");
                at += 2;
                rows.add(row);
                row = new ArrayList<>();
            }
        }
        return rows;
    }
}
