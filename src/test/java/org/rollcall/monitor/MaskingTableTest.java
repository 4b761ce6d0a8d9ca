package org.rollcall.monitor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Signal;

/** What is admitted is masked as the table says that both clients are held to as well. */
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
    void theServerStoresDataAsTheTableSays_P63() {
        assertThat(table.get("data")).isNotEmpty().allSatisfy(row -> {
            Map<String, Object> given = JSON.convertValue(row.get(0), new TypeReference<>() {});
            assertThat(JSON.readTree(JSON.writeValueAsString(stored(given, "k").data())))
                    .isEqualTo(row.get(1));
        });
    }

    @Test
    void theServerStoresKeysAsTheTableSays_P63() {
        assertThat(table.get("keys")).isNotEmpty().allSatisfy(row -> {
            String kept = row.get(1).asText();
            assertThat(stored(Map.of(), row.get(0).asText()).key()).hasValue(kept);
            assertThat(stored(Map.of(), kept).key()).as("what a client sends").hasValue(kept);
        });
    }

    private static Signal.Occurrence stored(Map<String, Object> data, String key) {
        return Admission.masked(
                new Signal.Occurrence("gate-1", "sms", "m", data, Optional.empty(), Optional.of(key)), true);
    }
}
