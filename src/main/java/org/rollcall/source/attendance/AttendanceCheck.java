package org.rollcall.source.attendance;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.rollcall.event.SourceState.Condition;
import org.rollcall.source.attendance.Trouble.TroubleException;

/**
 * Says whether attendance databases could be watched, for scripts/doctor.sh: a line for each file that is named, of level, text
 * and first step, separated by tabs. Opens the file as the watcher does, read-only, and leaves nothing beside it.
 */
public final class AttendanceCheck {
    private static final int TRIES = 15;
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** @param step empty when there is nothing to do */
    record Finding(String level, String text, String step) {}

    private AttendanceCheck() {}

    public static void main(String[] args) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String file : args) {
            Finding finding = look(Path.of(file));
            out.println(plain(finding.level()) + '\t' + plain(finding.text()) + '\t' + plain(finding.step()));
        }
    }

    /** Paths and SQLite's words are from outside. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /** Looks at one file; for a while again where another program is just at it. */
    static Finding look(Path path) throws InterruptedException {
        SQLException passing = new SQLException("never looked");
        for (int i = 0; i < TRIES; i++) {
            try (DatabaseFile file = new DatabaseFile(path)) {
                AttendanceReader reader = file.look(false).reader();
                return found(path, reader.read(AttendanceReader::schema), reader.isWal());
            } catch (TroubleException e) {
                return finding(e.trouble(), path);
            } catch (SQLException e) {
                if (!Trouble.isPassing(e)) {
                    return finding(Trouble.of(e, path.toString()), path);
                }
                passing = e;
                Thread.sleep(PAUSE.toMillis());
            }
        }
        return finding(Trouble.locked(PAUSE.multipliedBy(TRIES), String.valueOf(passing.getMessage())), path);
    }

    private static Finding found(Path path, AttendanceSchema schema, boolean isWal) {
        if (!schema.isAttendance()) {
            boolean isThere = schema.has(AttendanceSchema.ATTENDANCE);
            String reason = isThere ? "table \"attendance\" has no id or timestamp" : "no table \"attendance\"";
            return finding(Trouble.noTable(reason), path);
        }
        List<String> missing = schema.missing();
        String text = path + " can be read, journal mode " + (isWal ? "wal" : "delete");
        return missing.isEmpty()
                ? new Finding("OK", text, "")
                : new Finding("OK", text + "; it does not have " + String.join(", ", missing), "");
    }

    private static Finding finding(Trouble trouble, Path path) {
        String level = trouble.condition() == Condition.WAITING ? "WARN" : "FAIL";
        return new Finding(level, trouble.title() + ": " + path + " (" + trouble.reason() + ")", trouble.doNow());
    }
}
