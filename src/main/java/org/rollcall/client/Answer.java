package org.rollcall.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a server answered. */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes it
record Answer(int status, String type, Optional<String> date, Optional<String> retryAfter, byte[] body) {
    private static final int MOST_DETAIL = 300;

    /** The body if it is JSON, else null. */
    @Nullable
    Object json() {
        if (!type.toLowerCase(Locale.ROOT).contains("json")) {
            return null;
        }
        try {
            return JsonReader.read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException | JsonException e) {
            return null; // something in between answered; its words are not for us
        }
    }

    /** The reason for all that was sent, if a problem document has one, else empty. */
    String detail() {
        return json() instanceof Map<?, ?> problem && problem.get("detail") instanceof String text
                ? Said.shortened(text, MOST_DETAIL)
                : "";
    }
}
