package org.rollcall.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.rollcall.config.StoreSettings;
import org.rollcall.log.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Comes to a usable store, whatever lies in the data folder.
 *
 * <p>A sound store is opened. A damaged one is put aside with its companions, never deleted or mended in place. One of a
 * newer Rollcall, or one that this user may not touch, is left as it is and the start fails.
 */
final class StoreOpening {
    private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);
    private static final Duration ORDINARY = Duration.ofSeconds(5);
    private static final Duration SUSPECTED = Duration.ofSeconds(40);

    /**
     * What came of it.
     *
     * @param kept whether it is the store that was there before
     * @param checked whether all of it was read through
     * @param notice what had to be done, for people
     */
    record Opened(StorePools pools, boolean kept, boolean checked, Optional<String> notice) {}

    private final StoreFile file;
    private final StoreSettings.Durability durability;
    private final Instant now;
    private boolean checked;
    private Optional<String> notice = Optional.empty();

    StoreOpening(StoreFile file, StoreSettings.Durability durability, Instant now) {
        this.file = file;
        this.durability = durability;
        this.now = now;
    }

    Opened open() {
        file.lock().ifPresent(reason -> {
            throw new StoreException("cannot open the store " + file + ": " + reason);
        });
        boolean existed = file.exists();
        Optional<String> oddity = file.oddity();
        if (oddity.isPresent()) {
            return begin(oddity.get());
        }
        if (existed && file.hasGarbageWal()) {
            tell("The WAL of Rollcall's store was damaged; it was kept as " + file.putWalAside(now)
                    + ", and the newest events may be missing");
        }
        try {
            if (existed && !file.hasHotJournal()) {
                examine();
            }
            StorePools pools = StorePools.open(file.path(), durability);
            return new Opened(pools, existed, checked || !existed, notice);
        } catch (SQLException | RuntimeException e) {
            if (!StoreFile.isDamage(e)) {
                throw new StoreException("cannot open the store " + file + ": " + StoreFile.reason(e), e);
            }
            return begin(StoreFile.reason(e));
        }
    }

    private void examine() throws SQLException {
        Optional<String> noted = file.notedDamage();
        Duration most = noted.isPresent() || notice.isPresent() ? SUSPECTED : ORDINARY;
        long began = System.nanoTime();
        try (Connection connection = StorePools.reading(file.path())) {
            Schema.examine(connection);
            StoreCheck.Verdict verdict = StoreCheck.run(connection, () -> System.nanoTime() - began > most.toNanos());
            if (verdict.outcome() == StoreCheck.Outcome.DAMAGED) {
                throw new DamageException(verdict.finding());
            }
            checked = verdict.outcome() == StoreCheck.Outcome.SOUND;
        }
        if (noted.isPresent() && !checked) {
            throw new DamageException(noted.get());
        }
        file.forgetDamage(); // someone has put a sound one in its place
    }

    private Opened begin(String reason) {
        String name = file.putAside(now);
        file.forgetDamage();
        tell("Rollcall's store was damaged (" + reason + "); it was kept as " + name + ", and a new one began");
        try {
            return new Opened(StorePools.open(file.path(), durability), false, true, notice);
        } catch (SQLException e) {
            throw new StoreException("cannot make a new store " + file, e);
        }
    }

    private void tell(String text) {
        LOG.warn("{}", text);
        notice = Optional.of(notice.map(before -> before + ". " + text).orElse(text));
    }
}
