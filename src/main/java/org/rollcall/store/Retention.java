package org.rollcall.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.rollcall.config.RetentionSettings;
import org.rollcall.history.Step;

/**
 * Takes away what is older than it is kept, a slice at a time.
 *
 * <p>Entries go from the front only: an old one behind a younger one waits for it, so the sequences that are left have
 * no hole, and a reader that comes back can tell what it has missed. None goes before it was counted. An entry is as old
 * as the later of its two times says: what is told late, or imported, is kept as long as what is told at once.
 *
 * <p>One that lies more than {@link #AHEAD} ahead of now was stamped by a clock that was wrong; it would bar the way for
 * years. It is passed over, and the next one decides for both. Unless most of the log lies ahead: then it is now that is
 * wrong, and what looks old may be young. The worker's thread only.
 */
final class Retention {
    private static final String BELIEVED = "believed";
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private static final Duration AHEAD = Duration.ofDays(1);

    private static final String OLDEST = "select sequence,"
            + " max(at, coalesce(1000 * unixepoch(json_extract(cast(json as text), '$.received_at')), at))"
            + " from entry order by sequence";

    private static final String MOST_LIE_AHEAD =
            "select 2 * count(*) > (select count(*) from entry where kind = 'EVENT')"
                    + " from entry where kind = 'EVENT' and at / 60000 > ? / 60000";

    private final HistoryFile file;
    private final RetentionSettings settings;
    private final Pace entries = new Pace(100, 2_000);
    private final Pace bins = new Pace(200, 5_000);
    private final Pace note = new Pace(1, 1);
    private @Nullable PruningClock clock; // once it was read what was believed before
    private Instant nextLook = Instant.EPOCH;

    Retention(HistoryFile file, RetentionSettings settings) {
        this.file = file;
        this.settings = settings;
    }

    /** Whether a bin is still kept, by where it lies in its table. */
    static boolean keeps(RetentionSettings settings, Step step, long at, Instant now) {
        return switch (step) {
            case MINUTE -> at >= minute(now.minus(settings.minutes()));
            case HOUR -> at >= minute(now.minus(settings.hours()));
            case DAY -> true;
        };
    }

    /** The time, unless it is in doubt. */
    Optional<Instant> now(Instant wall, long nanos) throws SQLException {
        PruningClock trusted = clock;
        if (trusted == null) {
            long before = file.look(
                    connection -> HistoryFile.note(connection, BELIEVED).orElse(wall.toEpochMilli()));
            trusted = new PruningClock(Instant.ofEpochMilli(before), nanos);
            clock = trusted;
        }
        return trusted.now(wall, nanos);
    }

    /**
     * Takes a slice if it is time for one; returns whether it did.
     *
     * @param nanos a clock that never jumps
     * @param counted the sequence up to which the history has counted
     */
    boolean turn(Instant wall, long nanos, long counted) throws SQLException {
        if (wall.isBefore(nextLook) && !wall.isBefore(nextLook.minus(LOOK_EVERY))) {
            return false;
        }
        Optional<Instant> now = now(wall, nanos);
        if (now.isPresent() && slice(now.get(), counted)) {
            return true;
        }
        nextLook = wall.plus(LOOK_EVERY);
        if (now.isPresent()) {
            file.write(note, connection -> {
                HistoryFile.note(connection, BELIEVED, now.get().toEpochMilli());
                return 0;
            });
        }
        return false;
    }

    /**
     * One slice of each kind; returns whether there is more.
     *
     * @param counted the sequence up to which the history has counted
     */
    boolean slice(Instant now, long counted) throws SQLException {
        boolean more = pruneEntries(now, counted);
        more |= pruneBins(Step.MINUTE, now.minus(settings.minutes()));
        more |= pruneBins(Step.HOUR, now.minus(settings.hours()));
        return more;
    }

    private boolean pruneEntries(Instant now, long counted) throws SQLException {
        long limit = now.minus(settings.events()).toEpochMilli();
        long ahead = now.plus(AHEAD).toEpochMilli();
        int most = entries.size();
        OptionalLong end = file.look(connection -> oldPrefix(connection, limit, ahead, counted, most));
        if (end.isEmpty()) {
            return false;
        }
        int done = file.write(
                entries, connection -> delete(connection, "delete from entry where sequence <= ?", end.getAsLong()));
        return done >= most;
    }

    /**
     * The last sequence of the entries at the front that may all go, of so many at most; empty when the first one may not.
     * Looks beyond them only when all of them lie ahead.
     */
    private static OptionalLong oldPrefix(Connection connection, long limit, long ahead, long counted, int most)
            throws SQLException {
        OptionalLong end = OptionalLong.empty();
        OptionalLong before = OptionalLong.empty(); // the end without passing over any
        boolean passes = false;
        int seen = 0;
        long slice = 0; // the last sequence that is not one too many
        try (PreparedStatement select = connection.prepareStatement(OLDEST);
                ResultSet rows = select.executeQuery()) {
            while ((seen < most || end.isEmpty()) && rows.next() && rows.getLong(1) <= counted) {
                seen++;
                slice = seen <= most ? rows.getLong(1) : slice;
                long time = rows.getLong(2);
                if (time > ahead) {
                    before = passes ? before : end;
                    passes = true;
                } else if (time < limit) {
                    end = OptionalLong.of(slice);
                } else {
                    break;
                }
            }
        }
        return passes && !end.equals(before) && mostLieAhead(connection, ahead) ? before : end;
    }

    private static boolean mostLieAhead(Connection connection, long ahead) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(MOST_LIE_AHEAD)) {
            select.setLong(1, ahead);
            try (ResultSet rows = select.executeQuery()) {
                return rows.getBoolean(1);
            }
        }
    }

    private boolean pruneBins(Step step, Instant limit) throws SQLException {
        long before = minute(limit);
        int most = bins.size();
        OptionalLong end = file.look(connection -> oldBins(connection, step, before, most));
        if (end.isEmpty()) {
            return false;
        }
        int done = file.write(
                bins,
                connection -> delete(connection, "delete from " + step.word() + " where at <= ?", end.getAsLong()));
        return done >= most;
    }

    private static OptionalLong oldBins(Connection connection, Step step, long before, int most) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select max(at) from (select at from " + step.word() + " where at < ? order by at limit ?)")) {
            select.setLong(1, before);
            select.setInt(2, most);
            try (ResultSet rows = select.executeQuery()) {
                long at = rows.getLong(1);
                return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(at);
            }
        }
    }

    private static long minute(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 60);
    }

    private static int delete(Connection connection, String sql, long upTo) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, upTo);
            return delete.executeUpdate();
        }
    }
}
