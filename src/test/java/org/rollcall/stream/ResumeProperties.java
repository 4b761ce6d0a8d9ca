package org.rollcall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.rollcall.event.EventId;

/** Wherever a client stands, it goes on right there or is told that it cannot; it is never put anywhere else. */
class ResumeProperties {
    @Property
    void whoComesBackGoesOnWhereItStoodOrIsTold(
            @ForAll @LongRange(min = 1, max = 3) long epoch,
            @ForAll @LongRange(max = 2_000) long sequence,
            @ForAll @LongRange(min = 1, max = 1_500) long first,
            @ForAll @LongRange(max = 1_500) long kept,
            @ForAll @IntRange(max = 2_000) int replay) {
        EventId last = new EventId(2, first - 1 + kept);
        Resume resume = Resume.of(Optional.of(epoch + "-" + sequence), last, first, replay);
        boolean everythingAfterItIsThere = epoch == 2
                && sequence <= last.sequence()
                && sequence + 1 >= first
                && last.sequence() - sequence <= replay;
        assertThat(resume.reset().isEmpty()).isEqualTo(everythingAfterItIsThere);
        assertThat(resume.after().isPresent()).isEqualTo(everythingAfterItIsThere);
        resume.after().ifPresent(after -> assertThat(after).isEqualTo(sequence));
    }

    @Property
    void whatIsSaidToBeMissedIsWhatCameAfter(
            @ForAll @LongRange(max = 999) long sequence, @ForAll @IntRange(max = 1_000) int replay) {
        Resume resume = Resume.of(Optional.of("2-" + sequence), new EventId(2, 1_000), 1, replay);
        resume.reset().ifPresent(reset -> assertThat(reset.missed()).hasValue(1_000 - sequence));
        assertThat(resume.reset().isPresent()).isEqualTo(1_000 - sequence > replay);
    }
}
