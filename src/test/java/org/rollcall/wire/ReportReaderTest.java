package org.rollcall.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.wire.ReportReader.Item;
import org.rollcall.wire.ReportReader.UnreadableException;

class ReportReaderTest {
    private static List<Item> read(String body, boolean lines) throws UnreadableException {
        return ReportReader.events("gate-1", body.getBytes(StandardCharsets.UTF_8), lines);
    }

    /** An event with twenty fields of its own. */
    private static String event(int number) {
        return "{\"type\":\"scan\",\"message\":\"m" + number + "\",\"data\":{"
                + IntStream.range(0, 20)
                        .mapToObj(i -> "\"field" + i + "\":" + i)
                        .collect(Collectors.joining(","))
                + "}}";
    }

    @Test
    void aThousandRichEventsAreRead_andOneMoreIsRefused() throws Exception {
        List<String> events =
                IntStream.range(0, 1_000).mapToObj(ReportReaderTest::event).toList();
        assertThat(read("[" + String.join(",", events) + "]", false)).hasSize(1_000);
        assertThat(read(String.join("\r\n\n", events) + "\n", true)).hasSize(1_000);
        String more = String.join("\n", events) + "\n" + event(1_000);
        assertThatThrownBy(() -> read(more, true)).hasMessageContaining("at most 1000 events");
    }

    /** In memory an empty object takes thirty times its bytes. */
    @Test
    void aBodyOfManySmallValuesIsRefusedBeforeItIsInMemory() {
        for (String small : List.of("{}", "[]", "0", "\"\"")) {
            String array = "[" + (small + ",").repeat(100_000) + small + "]";
            assertThatThrownBy(() -> read(array, false)).hasMessageContaining("over 100000 values");
        }
        String lines = "[0,0,0,0,0,0,0,0,0,0]\n".repeat(10_000);
        assertThatThrownBy(() -> read(lines, true)).isInstanceOf(UnreadableException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"scan\"",
                "{\"a\":1,\"a\":2}",
                "[1,2",
                "nul",
                "1e400",
                "null",
                "{\"a\":1e400}",
                "\"\\ud800"
            })
    void aLineThatCannotBeReadRefusesTheWholeBody(String line) {
        assertThatThrownBy(() -> read(event(1) + "\n" + line + "\n", true)).isInstanceOf(UnreadableException.class);
    }

    @Test
    void whatIsNoEventIsRefusedByItself() throws Exception {
        assertThat(read("7\n" + event(1), true)).extracting(Item::reason).containsExactly("an event is an object", "");
    }
}
