package org.rollcall.users;

/** What was asked for cannot be done; the message is the whole answer to the one who asked. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refusal(String message) {
        super(message);
    }
}
