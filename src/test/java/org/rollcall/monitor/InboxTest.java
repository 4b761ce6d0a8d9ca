package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Event;
import org.rollcall.event.Signal;
import org.rollcall.event.Submission;
import org.rollcall.log.Draft;
import org.rollcall.log.Encoding;
import org.rollcall.log.Frame;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

class InboxTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");

    /** Counts what it is asked to write. */
    private static final class Counting implements Encoding {
        private final Encoding encoding = new EventJson(new Json(ZoneOffset.UTC));
        private final AtomicInteger drafts = new AtomicInteger();

        @Override
        public Draft draft(Signal.Occurrence occurrence) {
            drafts.incrementAndGet();
            return encoding.draft(occurrence);
        }

        @Override
        public Frame encode(Event event) {
            return encoding.encode(event);
        }

        @Override
        public String message(Frame frame) {
            return encoding.message(frame);
        }

        @Override
        public Event event(Frame frame) {
            return encoding.event(frame);
        }
    }

    private final Counting encoding = new Counting();
    private final Inbox inbox = new Inbox(10, false, encoding);

    private static Submission scans(int number) {
        Signal scan = new Signal.Occurrence("gate-1", "scan", "m", Map.of(), Optional.of(NOW), Optional.empty());
        return new Submission(Collections.nCopies(number, scan), Optional.empty());
    }

    @Test
    void whatDoesNotFitInIsRefusedWithoutBeingWritten() {
        assertThat(inbox.offer(scans(6), NOW, 0)).isPresent();
        assertThat(inbox.offer(scans(5), NOW, 0)).isEmpty();
        assertThat(encoding.drafts).hasValue(6);
        assertThat(inbox.offer(scans(4), NOW, 0)).isPresent();
        assertThat(encoding.drafts).hasValue(10);
        assertThat(inbox.offer(scans(0), NOW, 0))
                .as("a submission takes a place")
                .isEmpty();
    }

    @Test
    void aSubmissionThatIsLargerThanTheQueueIsTakenWhenNothingElseWaits() {
        assertThat(inbox.offer(scans(11), NOW, 0)).isPresent();
        assertThat(inbox.offer(scans(1), NOW, 0)).isEmpty();
        assertThat(inbox.take()).hasSize(1);
        assertThat(inbox.offer(scans(1), NOW, 0)).isPresent();
    }
}
