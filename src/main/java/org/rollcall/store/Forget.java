package org.rollcall.store;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.rollcall.event.Student;
import org.rollcall.log.Copies;
import org.rollcall.log.StoreException;
import org.rollcall.wire.Json;

/** Looks for a student in backups that lie elsewhere, and erases him there: part of {@code scripts/forget.sh}. */
public final class Forget {
    private final PrintStream out;
    private final PrintStream err;

    Forget(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        System.exit(new Forget(System.out, System.err).run(args));
    }

    /**
     * The exit status: 0 he is in none of them any more, 1 he is or may be, and the lines say in which, 2 wrong arguments.
     *
     * @param args the id; {@code look} or {@code erase}; folders
     */
    int run(String... args) {
        if (args.length < 3 || !Student.isId(args[0])) {
            err.println("forget: give the student's id, look or erase, and folders");
            return 2;
        }
        StoreBackups backups = new StoreBackups(new Student(args[0]), new Json(ZoneId.systemDefault()));
        boolean clean = true;
        for (String given : List.of(args).subList(2, args.length)) {
            Path folder = Path.of(given);
            if (!Files.isDirectory(folder)) {
                err.println("forget: there is no folder " + folder);
                return 2;
            }
            try {
                for (Path file : StoreBackups.in(folder, "*.db*")) {
                    Copies.Backup backup = backups.look(file, file.toString(), args[1].equals("erase"));
                    out.println(line(backup));
                    clean &= !backup.named() || backup.erased();
                }
            } catch (StoreException e) {
                err.println("forget: " + Backup.because(e));
                clean = false;
            }
        }
        return clean ? 0 : 1;
    }

    private static String line(Copies.Backup backup) {
        String when = backup.until().map(at -> " (events until " + at + ")").orElse("");
        String trouble = backup.trouble().map(text -> ": " + text).orElse("");
        if (!backup.named()) {
            return backup.name() + ": not in it" + when + trouble;
        }
        return backup.name() + (backup.erased() ? ": erased" : ": STILL IN IT") + when + trouble;
    }
}
