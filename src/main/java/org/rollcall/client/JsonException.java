package org.rollcall.client;

/** A text that is not the JSON that we read; the message says what is wrong and where. */
final class JsonException extends Exception {
    private static final long serialVersionUID = 1;

    JsonException(String message) {
        super(message);
    }
}
