package org.rollcall.privacy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of phone numbers, to which the Python client is held as well, and numbers that JSON does not know. */
class PhoneNumbersTest {
    private final JsonNode table = table();

    private static JsonNode table() {
        try (InputStream file = PhoneNumbersTest.class.getResourceAsStream("/org/rollcall/masking.json")) {
            return new ObjectMapper().readTree(requireNonNull(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void textsAreMaskedAsTheTableSays_P63() {
        assertThat(table.get("texts"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(PhoneNumbers.mask(row.get(0).asText()))
                        .isEqualTo(row.get(1).asText()));
    }

    @Test
    void theFieldsOfAPhoneAreThoseOfTheTable_P63() {
        List<String> names = new ArrayList<>();
        table.get("phones").forEach(name -> names.add(name.asText()));
        assertThat(names).containsAll(PhoneFields.WHOLE).containsAll(PhoneFields.PARTS);
        assertThat(names).allSatisfy(name -> assertThat(PhoneFields.has(name)).isTrue());
    }

    @Test
    void ofANumberOnlyWhatStandsBeforeThePointCounts() {
        for (Number number : List.of(9_171_234_567L, 9_171_234_567.9, new BigDecimal("9171234567.1234"))) {
            assertThat(PhoneNumbers.hide(number)).isEqualTo("91•••••4567");
        }
        assertThat(PhoneNumbers.hide(new BigInteger("9".repeat(400)))).isEqualTo("99•••••9999");
        assertThat(PhoneNumbers.hide(123_456_789)).isEqualTo("•••••");
    }

    /** Written out, each of the last two has a thousand million digits. */
    @Test
    void aNumberThatNoPhoneHasShowsAndCostsNothing() {
        for (Number number : List.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                0.123_456_789_012,
                new BigDecimal("1e999999999"),
                new BigDecimal("1e-999999999"))) {
            assertThat(PhoneNumbers.hide(number)).isEqualTo("•••••");
        }
    }
}
