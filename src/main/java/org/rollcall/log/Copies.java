package org.rollcall.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rollcall.event.Student;

/** What the data folder keeps of events beside the journal: exports, logs, backups. */
public interface Copies {

    /**
     * A copy of the store, made by a backup or put aside.
     *
     * @param name relative to the data folder
     * @param until when its newest entry happened; empty when it cannot be read
     * @param named whether the student was in it
     * @param erased whether he was erased from it
     * @param trouble why it could not be looked at or erased from
     */
    record Backup(String name, Optional<Instant> until, boolean named, boolean erased, Optional<String> trouble) {}

    /**
     * What was found.
     *
     * @param exports files that were rewritten
     * @param places where the id stood in logs and was overwritten
     */
    record Found(int exports, int places, List<Backup> backups) {
        public Found {
            backups = List.copyOf(backups);
        }
    }

    /**
     * Erases a student from exports and logs, and looks for him in backups.
     *
     * @param backups whether to erase him there too
     */
    Found erase(Student student, boolean backups);
}
