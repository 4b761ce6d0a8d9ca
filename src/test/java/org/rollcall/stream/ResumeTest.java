package org.rollcall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rollcall.event.EventId;

class ResumeTest {
    private static final EventId LAST = new EventId(2, 1_000);

    private static Resume resume(String given) {
        return Resume.of(Optional.of(given), LAST, 401, 500);
    }

    @Test
    void withoutAnIdTheSnapshotComesFirst() {
        assertThat(resume("")).isEqualTo(new Resume(OptionalLong.empty(), Optional.empty()));
        assertThat(Resume.of(Optional.empty(), LAST, 401, 500).after()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2-1000, 1000", "2-500, 500", "2-999, 999"})
    void aKnownIdGoesOnAfterIt(String id, long after) {
        assertThat(resume(id)).isEqualTo(new Resume(OptionalLong.of(after), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"abc, -1", "-1, -1", "1-900, -1", "3-1, -1", "2-1001, -1", "2-300, 700", "2-499, 501"})
    void whatCannotBeReplayedIsSaidWithItsNumberIfKnown(String id, long missed) {
        Resume resume = resume(id);
        assertThat(resume.after()).isEmpty();
        assertThat(resume.reset().orElseThrow().missed().orElse(-1)).isEqualTo(missed);
    }

    @Property
    void noTextMakesItThrow(@ForAll String text) {
        assertThat(resume(text)).isNotNull();
    }
}
