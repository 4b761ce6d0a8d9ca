package org.rollcall.store;

import java.sql.SQLException;

/** The file can be opened, but it is not the store that it should be. */
final class DamageException extends SQLException {
    private static final long serialVersionUID = 1;

    DamageException(String message) {
        super(message);
    }
}
