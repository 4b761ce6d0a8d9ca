package org.rollcall.log;

import java.util.List;
import org.rollcall.event.Student;

/**
 * What a journal does to forget one student: his events stay as numbered entries that say nothing, and everything else
 * that names him is written without his id.
 */
public interface Erasable {

    /**
     * What was changed.
     *
     * @param frames the entries as they now are
     * @param events how many of them were events
     * @param keys whether dedup keys became hashes
     */
    record Erased(List<Frame> frames, int events, boolean keys) {
        public Erased {
            frames = List.copyOf(frames);
        }
    }

    /** Sequences of at most {@code limit} entries after {@code after} and up to {@code upTo} whose bytes have the id; thread-safe. */
    List<Long> mentioning(Student student, long after, long upTo, int limit);

    /**
     * Erases the student from these entries, from every one after {@code scannedTo}, and from the documents, all or
     * nothing. The writing thread only.
     *
     * @param scannedTo {@link Long#MAX_VALUE} for a part: only these entries, and the documents wait for the last part
     */
    Erased erase(Student student, List<Long> sequences, long scannedTo);

    /**
     * Brings what was erased out of the bytes of the store's files as well.
     *
     * @return false when a long reader hinders it; then it happens with a later checkpoint
     */
    boolean sweep();
}
