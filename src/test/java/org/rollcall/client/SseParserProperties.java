package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SseParserProperties {
    @SuppressWarnings("StringConcatToTextBlock") // its line ends are what matters
    private static final String STREAM = "retry: 2500\n\nid: 1-1\ndata: {\"é\":1}\n\n: comment\n\ndata:a\ndata: b\n\r\n"
            + "id\r\ndata: c\r\n\r\nevent: x\rid: 1-3\rdata: d\r\rid: 1-4\ndata: unfinished\n";

    private static final List<String> MESSAGES = List.of("1-1 {\"é\":1}", "1-1 a\nb", " c", "1-3 d");

    @Property(tries = 200)
    void howeverTheBytesComeTheMessagesAreTheSame(@ForAll @IntRange(min = 1, max = 40) int size)
            throws IOException, InterruptedException {
        List<String> heard = new ArrayList<>();
        SseParser parser = new SseParser(Optional.of("1-0"), (id, data) -> heard.add(id.orElse("") + " " + data));
        byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += size) {
            parser.take(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
        }

        assertThat(heard).isEqualTo(MESSAGES);
        assertThat(parser.retry()).contains(Duration.ofMillis(2500));
    }

    @Example
    void withoutAnIdTheLastOneHolds() throws IOException, InterruptedException {
        List<String> heard = new ArrayList<>();
        SseParser parser = new SseParser(Optional.of("1-7"), (id, data) -> heard.add(id.orElse("") + " " + data));
        parser.take("data: x\n\n".getBytes(StandardCharsets.UTF_8));

        assertThat(heard).containsExactly("1-7 x");
    }
}
