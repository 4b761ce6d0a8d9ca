package org.rollcall.store;

import java.util.Optional;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known to be broken in the store that is in use. The first finding stays: nothing is written any more until a
 * start has put the store aside. Thread-safe.
 */
final class StoreHealth {
    private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);

    private final StoreFile file;
    private volatile Journal.Health health; // the damage is set once, by whoever meets it first

    StoreHealth(StoreFile file, Optional<String> notice) {
        this.file = file;
        this.health = new Journal.Health(Optional.empty(), notice);
    }

    Journal.Health now() {
        return health;
    }

    /** Fails when the store is known to be damaged. */
    void check() {
        health.damage().ifPresent(damage -> {
            throw new StoreException(damage);
        });
    }

    /** Looks whether a failure of SQLite means damage. */
    void meets(Throwable failure) {
        if (StoreFile.isDamage(failure)) {
            found(StoreFile.reason(failure));
        }
    }

    synchronized void found(String finding) {
        if (health.damage().isPresent()) {
            return;
        }
        String text = "the store is damaged (" + finding + "); a restart puts it aside and begins a new one";
        health = new Journal.Health(Optional.of(text), health.notice());
        LOG.error("{}: {}", file, text);
        try {
            file.noteDamage(finding);
        } catch (StoreException e) {
            LOG.error("the damage could not be noted for the next start", e);
        }
    }
}
