package org.rollcall.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a server answered. */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes it
record Answer(int status, String type, Optional<String> date, Optional<String> retryAfter, byte[] body) {
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
}
