package org.rollcall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Frame;

/** Of a piece that a connection has taken in part only the message that has begun must still go. */
class RunTest {
    private static Frame frame(long sequence, String sse) {
        return new Frame(
                new EventId(1, sequence), Event.Kind.EVENT, "a", "scan", sse.getBytes(StandardCharsets.UTF_8), 0, 0);
    }

    @Test
    void aMessageThatHasBegunIsFinishedAndTheNextOneWaits() {
        Run run = Run.of(4, 100, List.of(frame(5, "five"), frame(7, "seven"), frame(8, "eight")), 9);
        assertThat(new String(run.bytes(), StandardCharsets.UTF_8)).isEqualTo("fiveseveneight");
        int[] begun = {0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3};
        for (int taken = 0; taken < begun.length; taken++) {
            assertThat(run.messagesIn(taken)).as("of %d bytes", taken).isEqualTo(begun[taken]);
        }
        assertThat(List.of(run.end(0), run.end(1), run.end(2), run.end(3))).containsExactly(0, 4, 9, 14);
        assertThat(List.of(run.after(0), run.after(1), run.after(2), run.after(3)))
                .containsExactly(4L, 5L, 7L, 8L);
    }

    @Test
    void oneMessageIsNotCopied() {
        Frame frame = frame(5, "five");
        assertThat(Run.of(4, 100, List.of(frame), 5).bytes()).isSameAs(frame.sse());
    }
}
