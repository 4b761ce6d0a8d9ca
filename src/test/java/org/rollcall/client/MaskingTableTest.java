package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What this client writes down of data and keys is what the server would have stored; its MaskingTableTest has the same. */
@NullUnmarked // what it reads is checked by the assertions
class MaskingTableTest {
    private static List<?> rows(String name) {
        try (InputStream file = MaskingTableTest.class.getResourceAsStream("/org/rollcall/masking.json")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return (List<?>) JsonReader.object(text).get(name);
        } catch (IOException | JsonException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> written(String message, Map<?, ?> data, String key) {
        try {
            return JsonReader.object(Said.of("sms", message, data, key, Instant.EPOCH, ZoneOffset.UTC)
                    .toString());
        } catch (JsonException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void dataIsWrittenAsTheServerWouldStoreIt_P63() {
        assertThat(rows("data")).isNotEmpty().allSatisfy(row -> {
            Map<?, ?> given = (Map<?, ?>) ((List<?>) row).get(0);
            assertThat(written("m", given, "k")).containsEntry("data", ((List<?>) row).get(1));
        });
    }

    @Test
    void aKeyWithAPhoneIsTheHashThatTheServerMakesOfIt_P63() {
        assertThat(rows("keys")).isNotEmpty().allSatisfy(row -> {
            Object kept = ((List<?>) row).get(1);
            assertThat(written("m", Map.of(), (String) ((List<?>) row).get(0))).containsEntry("key", kept);
            assertThat(written("m", Map.of(), (String) kept)).containsEntry("key", kept);
        });
    }

    @Test
    void aTypeWithAPhoneHidesItAndIsTakenByTheServer_P63() {
        assertThat(Said.typeOf("SMS 09171234567")).isEqualTo("sms_09_____4567");
    }
}
