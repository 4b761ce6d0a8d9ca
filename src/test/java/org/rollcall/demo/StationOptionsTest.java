package org.rollcall.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StationOptionsTest {
    @Test
    void withoutOptionsItIsAnOrdinaryMorning() {
        StationOptions options = parse();
        assertThat(options.database()).isEqualTo(Path.of("data/attendance.db"));
        assertThat(options.speed()).isEqualTo(1);
        assertThat(options.outages()).isTrue();
        assertThat(options.seed()).isEqualTo(42);
        assertThat(options.whilePid()).isEmpty();
    }

    @Test
    void eachOptionIsTaken() {
        StationOptions options = parse(
                "--database",
                "x y.db",
                "--speed",
                "2.5",
                "--outages",
                "off",
                "--timestamps",
                "iso",
                "--seed",
                "7",
                "--while-pid",
                "123");
        assertThat(options.database()).isEqualTo(Path.of("x y.db"));
        assertThat(options.speed()).isEqualTo(2.5);
        assertThat(options.outages()).isFalse();
        assertThat(options.timestamps()).isSameAs(StationOptions.ISO);
        assertThat(options.seed()).isEqualTo(7);
        assertThat(options.whilePid()).isEqualTo(OptionalLong.of(123));
    }

    @ParameterizedTest
    @CsvSource({"--speed,0", "--speed,NaN", "--speed,fast", "--speed,1e9", "--outages,maybe", "--seed,x", "--what,1"})
    void whatIsWrongIsNamed(String option, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(option, value))
                .withMessageContaining(option);
    }

    @Test
    void anOptionWithoutItsValueIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> parse("--seed")).withMessageContaining("--seed needs");
    }

    private static StationOptions parse(String... args) {
        return StationOptions.parse(args, Map.of(), 42);
    }
}
