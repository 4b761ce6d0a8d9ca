package org.rollcall.source.attendance;

import java.sql.SQLException;
import java.time.Duration;
import org.rollcall.event.SourceState.Condition;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Why the database cannot be read, in words for people.
 *
 * @param title without the article, for the event
 * @param doNow the first step to take
 * @param reason what exactly was met
 * @param unfinished whether a database that is just being made or copied looks the same for a moment
 */
record Trouble(Condition condition, String title, String doNow, String reason, boolean unfinished) {
    private static final int PRIMARY_CODE = 0xff;

    Trouble(Condition condition, String title, String doNow, String reason) {
        this(condition, title, doNow, reason, false);
    }

    /** The database is in trouble; carries what to say about it. */
    static final class TroubleException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Trouble trouble;

        TroubleException(Trouble trouble) {
            super(trouble.title() + ": " + trouble.reason());
            this.trouble = trouble;
        }

        Trouble trouble() {
            return trouble;
        }
    }

    String sentence() {
        return "The a" + title.substring(1) + ".";
    }

    static Trouble missing(String path, boolean everRead) {
        return everRead
                ? new Trouble(
                        Condition.MISSING,
                        "Attendance database is missing",
                        "put " + path + " back, or see if its disk is mounted",
                        "no such file")
                : new Trouble(
                        Condition.WAITING,
                        "Attendance database is not there yet",
                        "start the attendance system, or correct the file's path in the settings",
                        "no such file");
    }

    static Trouble folder() {
        return unreadable(
                "is a folder", "correct the path in the settings, so that it names the file itself", "is a folder");
    }

    static Trouble forbidden(String path) {
        return unreadable(
                "may not be read (no permission)",
                "let the user that runs Rollcall read " + path + " and enter its folder",
                "no permission");
    }

    static Trouble empty(String path) {
        return notADatabase("is empty", path, "has 0 bytes").asUnfinished();
    }

    /** What an unfinished database that never was read is called while it is young. */
    static Trouble inTheMaking(String reason) {
        return new Trouble(
                Condition.WAITING,
                "Attendance database is being made",
                "wait a moment; it looks as if it were just being made or copied",
                reason,
                true);
    }

    static Trouble noTable(String reason) {
        return new Trouble(
                Condition.NO_TABLE,
                "Attendance database is not one (" + reason + ")",
                "correct the path in the settings, so that it names the attendance system's file",
                reason,
                true);
    }

    static Trouble locked(Duration busy, String reason) {
        long minutes = busy.toMinutes();
        String span = minutes == 0 ? busy.toSeconds() + " s" : minutes < 120 ? minutes + " min" : busy.toHours() + " h";
        return new Trouble(
                Condition.LOCKED,
                "Attendance database has been locked for " + span,
                "see which program holds it; restarting the attendance system lets it go",
                reason);
    }

    static Trouble slow() {
        return unreadable(
                "takes too long to read",
                "see if its disk is slow or the machine is overloaded",
                "a look was cut off after 500 ms");
    }

    static Trouble unreadable(String what, String doNow, String reason) {
        return new Trouble(Condition.UNREADABLE, "Attendance database " + what, doNow, reason);
    }

    /** Whether the failure is one that the next look may not meet. */
    static boolean isPassing(SQLException e) {
        return switch (primary(e)) {
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL, SQLITE_INTERRUPT, SQLITE_SCHEMA -> true;
            default -> false;
        };
    }

    static boolean isSlow(SQLException e) {
        return primary(e) == SQLiteErrorCode.SQLITE_INTERRUPT;
    }

    static Trouble of(SQLException e, String path) {
        String reason = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        SQLiteErrorCode exact =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        if (exact == SQLiteErrorCode.SQLITE_READONLY_ROLLBACK || exact == SQLiteErrorCode.SQLITE_READONLY_RECOVERY) {
            return unreadable(
                    "was left in the middle of a write",
                    "start the attendance system once, so that it mends its file",
                    reason);
        }
        return switch (primary(e)) {
            case SQLITE_NOTADB -> notADatabase("is not an SQLite file", path, reason);
            case SQLITE_CORRUPT ->
                notADatabase("is damaged", path, reason).asUnfinished(); // a copy in progress is, too
            case SQLITE_PERM, SQLITE_AUTH -> forbidden(path);
            case SQLITE_READONLY, SQLITE_CANTOPEN ->
                unreadable(
                        "cannot be opened",
                        "start the attendance system, and let Rollcall's user read " + path + " and its folder",
                        reason);
            default -> unreadable("cannot be read", "see if the disk that holds " + path + " is well", reason);
        };
    }

    private static Trouble notADatabase(String what, String path, String reason) {
        return new Trouble(
                Condition.NOT_A_DATABASE,
                "Attendance database " + what,
                "put the newest good copy back at " + path,
                reason);
    }

    private Trouble asUnfinished() {
        return new Trouble(condition, title, doNow, reason, true);
    }

    private static SQLiteErrorCode primary(SQLException e) {
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
        return SQLiteErrorCode.getErrorCode(code & PRIMARY_CODE);
    }
}
