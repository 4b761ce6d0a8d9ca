package org.rollcall.event;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {
    @Property
    void parseAfterWriteIsTheIdentity(
            @ForAll @LongRange(min = 1, max = 999_999_999_999L) long epoch,
            @ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long sequence) {
        EventId id = new EventId(epoch, sequence);
        assertThat(EventId.parse(id.toString())).contains(id);
    }

    @Property
    void noTextMakesItThrow(@ForAll String text) {
        EventId.parse(text).ifPresent(id -> assertThat(id.toString()).isEqualTo(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abc", "-1", "1-", "1--1", "0-5", "01-5", "1-05", "1-99999999999999999999", "1-1\n", "١-١"})
    void whatIsNoIdIsAbsent(String text) {
        assertThat(EventId.parse(text)).isEmpty();
    }
}
