package org.rollcall.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudentTest {
    private final Student student = new Student("2021001");

    @ParameterizedTest
    @CsvSource({
        "Attendance recorded: 2021001, Attendance recorded: •••",
        "photos/2021001_7.jpg and (2021001), photos/•••_7.jpg and (•••)",
        "20210012 x2021001 12021001, 20210012 x2021001 12021001"
    })
    void theIdIsTakenOutAsAWord(String text, String without) {
        assertThat(student.without(text)).isEqualTo(without);
        assertThat(student.isNamedIn(text, Map.of())).isEqualTo(!without.equals(text));
    }

    @Test
    void aShortIdIsLookedForInItsFieldsAlone() {
        Student short7 = new Student("7");
        assertThat(short7.isNamedIn("Cloud sync retry 7: 2021001", Map.of("retry_count", 7, "student_id", "2021001")))
                .isFalse();
        assertThat(short7.isNamedIn("Attendance recorded: 7", Map.of("student_id", "7")))
                .isTrue();
        assertThat(short7.isNamedIn("m", Map.of("list", List.of(Map.of("Student_Id", 7)))))
                .isTrue();
        assertThat(short7.without("retry 7")).isEqualTo("retry 7");
        assertThat(short7.without((Object) Map.of("qr", "7", "n", "7"))).isEqualTo(Map.of("qr", "•••", "n", "7"));
        assertThat(new Student("recorded").isNamedIn("Attendance recorded: 1", Map.of()))
                .isFalse();
    }

    @Test
    void aLogLineHasNoIdThatTheDataGives() {
        assertThat(Student.withoutIds("Attendance recorded: 2021001", Map.of("student_id", "2021001")))
                .isEqualTo("Attendance recorded: •••");
        assertThat(Student.withoutIds("sync retry 7: 7", Map.of("student_id", 7)))
                .isEqualTo("sync retry •••: •••");
        assertThat(Student.withoutIds("51 rows wait", Map.of())).isEqualTo("51 rows wait");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " 1", "a\"b", "a\\b", "a\nb"})
    void whatJsonWouldWriteOtherwiseIsNoId(String text) {
        assertThat(Student.isId(text)).isFalse();
    }

    @Property
    void nothingIsLeftOfTheWordInAnyText(
            @ForAll @AlphaChars @StringLength(max = 3) String before, @ForAll @StringLength(max = 4) String after) {
        String text = before + " 2021001 " + after + " 2021001";
        assertThat(student.isNamedIn(student.without(text), Map.of())).isFalse();
    }
}
