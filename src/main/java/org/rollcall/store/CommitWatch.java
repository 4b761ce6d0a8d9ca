package org.rollcall.store;

/** Is told of each commit on the thread that writes, so it must be quick and must not throw. */
@FunctionalInterface
public interface CommitWatch {
    /**
     * A batch is stored.
     *
     * @param entries none when only documents were written
     * @param bytes of the entries as JSON
     * @param nanos how long it took, the sync included
     */
    void committed(int entries, long bytes, long nanos);
}
