package org.rollcall.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;

/**
 * Reads through the whole file: {@code pragma quick_check}, which can be given up at any moment.
 *
 * <p>In WAL mode it is one long read: it stops no writer, but the WAL cannot be begun anew before it ends.
 */
final class StoreCheck {
    private static final int STEPS_BETWEEN_LOOKS = 1_000;
    private static final Duration WORK = Duration.ofMillis(1); // then four times as long a rest

    /** What a check came to. */
    enum Outcome {
        SOUND,
        DAMAGED,
        GIVEN_UP
    }

    record Verdict(Outcome outcome, String finding) {}

    private StoreCheck() {}

    /** Checks as {@link #run} does, but works only a fifth of the time, so that whoever commits has the processor. */
    static Verdict runInTheBackground(Connection connection, BooleanSupplier enough) throws SQLException {
        AtomicLong since = new AtomicLong(System.nanoTime());
        return run(connection, () -> {
            if (System.nanoTime() - since.get() > WORK.toNanos()) {
                LockSupport.parkNanos(WORK.multipliedBy(4).toNanos());
                since.set(System.nanoTime());
            }
            return enough.getAsBoolean();
        });
    }

    /**
     * Checks on this connection, which is of no other use meanwhile.
     *
     * @param enough asked about every millisecond whether to give up
     */
    static Verdict run(Connection connection, BooleanSupplier enough) throws SQLException {
        ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return enough.getAsBoolean() ? 1 : 0;
            }
        });
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("pragma quick_check(1)")) {
            String said = rows.next() ? rows.getString(1) : "nothing";
            return said.equals("ok") ? new Verdict(Outcome.SOUND, "") : new Verdict(Outcome.DAMAGED, oneLine(said));
        } catch (SQLException e) {
            if (e.getErrorCode() == SQLiteErrorCode.SQLITE_INTERRUPT.code) {
                return new Verdict(Outcome.GIVEN_UP, "");
            }
            if (StoreFile.isDamage(e)) {
                return new Verdict(Outcome.DAMAGED, oneLine(StoreFile.reason(e)));
            }
            throw e;
        } finally {
            ProgressHandler.clearHandler(connection);
        }
    }

    private static String oneLine(String said) {
        return said.replace("*** in database main ***", "").strip().replaceAll("\\s+", " ");
    }
}
