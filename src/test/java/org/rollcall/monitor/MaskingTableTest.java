package org.rollcall.monitor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Signal;

/** The table of phone numbers that both clients are held to as well. */
class MaskingTableTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final JsonNode table = table();

    private static JsonNode table() {
        try (InputStream file = MaskingTableTest.class.getResourceAsStream("/org/rollcall/masking.json")) {
            return JSON.readTree(requireNonNull(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theServerMasksTextsAsTheTableSays_P63() {
        assertThat(table.get("texts"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(Masking.mask(row.get(0).asText()))
                        .isEqualTo(row.get(1).asText()));
    }

    @Test
    void theServerMasksDataAsTheTableSays_P63() {
        assertThat(table.get("data")).isNotEmpty().allSatisfy(row -> {
            Map<String, Object> given = JSON.convertValue(row.get(0), new TypeReference<>() {});
            assertThat(JSON.readTree(JSON.writeValueAsString(Masking.mask(given))))
                    .isEqualTo(row.get(1));
        });
    }

    @Test
    void everyFieldOfAPhoneThatTheServerKnowsIsInTheTable_P63() {
        List<String> names = new ArrayList<>();
        table.get("phones").forEach(name -> names.add(name.asText()));
        assertThat(names).containsAll(PersonalKeys.PHONES).containsAll(PersonalKeys.PHONE_PARTS);
        assertThat(names)
                .allSatisfy(name ->
                        assertThat(Masking.mask(Map.of(name, "9171234567"))).containsEntry(name, "91•••••4567"));
    }

    @Test
    void theServerStoresKeysAsTheTableSays_P63() {
        assertThat(table.get("keys")).isNotEmpty().allSatisfy(row -> {
            String kept = row.get(1).asText();
            assertThat(stored(row.get(0).asText())).hasValue(kept);
            assertThat(stored(kept)).as("what a client sends").hasValue(kept);
        });
    }

    private static Optional<String> stored(String key) {
        return Admission.masked(
                        new Signal.Occurrence("gate-1", "sms", "m", Map.of(), Optional.empty(), Optional.of(key)),
                        false)
                .key();
    }
}
