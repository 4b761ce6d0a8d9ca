package org.rollcall.log;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;

/**
 * The durable side of the log. It speaks of batches, ids and documents, never of SQL.
 *
 * <p>One thread writes; reading is thread-safe. Every method may throw {@link StoreException}.
 */
public interface Journal extends AutoCloseable {

    /** Begins the name of a document that says how far a source was read: its bookkeeping, which names nobody. */
    String POSITION = "position/";

    /** An event with its encoded frame. */
    record Entry(Event event, Frame frame) {}

    /**
     * Stored events of one station, type and minute.
     *
     * @param type of the events; of messages that failed it is {@link org.rollcall.event.EventTypes#SMS_FAILED}
     * @param latest when the last of them happened
     */
    record Count(String station, String type, Instant latest, int events) {}

    /**
     * A stored scan, or a sync that did not fail.
     *
     * @param student as {@code student_id} in its data; empty when it has none
     * @param record as {@code record_id}
     */
    record Passage(String station, String type, String student, String record, Instant at) {}

    /**
     * How the store is, apart from whether the last write succeeded.
     *
     * @param damage what was found broken in it while it is in use; nothing is written any more
     * @param notice what the start had to do to have a store at all
     */
    record Health(Optional<String> damage, Optional<String> notice) {
        public static final Health SOUND = new Health(Optional.empty(), Optional.empty());
    }

    /** What makes a repetition of an event recognisable: its dedup key, within its station. */
    record Key(String station, String key) {}

    /** The newest entry's id; sequence 0 when there is none. */
    EventId last();

    /** The sequence of the oldest entry that can still be read; one more than the last when there is none. */
    long first();

    /**
     * Stores a batch and the documents that belong to it, all or nothing, and returns once that survives a power cut
     * (as far as the durability setting promises it).
     *
     * @param documents replaces those with the same name; the names are the writer's own
     */
    void append(List<Entry> entries, Map<String, Map<String, Object>> documents);

    /** Begins a new epoch: what was shown since the last good commit may be gone. */
    EventId startEpoch();

    /** The id under which a dedup key is stored. */
    Optional<EventId> find(String station, String key);

    /** Those of the keys that are stored, with their ids. The writing thread asks once for all that wait. */
    Map<Key, EventId> find(Collection<Key> keys);

    /** All documents whose name begins with the prefix. */
    Map<String, Map<String, Object>> documents(String prefix);

    /** At most {@code limit} entries of every kind after the sequence, in order. */
    List<Frame> after(long sequence, int limit);

    /** Entries of kind {@link Event.Kind#EVENT}, oldest first. */
    List<Frame> events(EventQuery query);

    /** Events that {@linkplain Event#happened happened} at or after the time, counted by minute, in no particular order. */
    List<Count> countsSince(Instant since);

    /** The scans, and the syncs that did not fail, that happened since a time; in the order of time. */
    default void passagesSince(Instant since, Consumer<Passage> taker) {}

    /** Size on disk in bytes. */
    long bytes();

    /** Cheap; from any thread. */
    default Health health() {
        return Health.SOUND;
    }

    @Override
    void close();
}
