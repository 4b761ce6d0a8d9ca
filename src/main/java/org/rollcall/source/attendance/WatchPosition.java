package org.rollcall.source.attendance;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How far the watcher has told the database: everything that it needs to go on as if it had never stopped.
 *
 * <p>Written as one line of {@code name=value} parts. Ids are written as ranges, because an outage makes thousands of
 * consecutive ones. Mutable and confined to the watcher's thread, which works on a copy until the store has it.
 */
final class WatchPosition {
    private static final int MOST_WATCHED = 10_000;

    /** A queue row as it was last told; an unknown time of queueing is covered by {@link #queueSeen}. */
    record Queued(long recordId, long retries, Optional<String> created) {}

    /** Highest attendance id that was told. */
    long highest;

    /** What the row of that id looked like; empty when it was not seen. */
    String mark = "";

    /** The moment of the row of that id, which settles the next one's where the clock shows an hour twice. */
    Optional<Instant> at = Optional.empty();

    /** Highest id when the database was first attached; up to there only rows of that day are told. */
    long attached;

    /** Ids above this one, up to {@link #reusedTo}, have been told of other rows already. */
    long reusedFrom;

    long reusedTo;

    /** The mark of the row that had the id {@link #reusedTo} before ids went back. */
    String reusedMark = "";

    /** The latest time of queueing of any row told, spelled as by {@link QueueRow#created}. */
    String queueSeen = "";

    /** Told rows that have not reached the cloud. */
    final TreeSet<Long> pending = new TreeSet<>();

    /** Those of them that were told without a photo. */
    final TreeSet<Long> bare = new TreeSet<>();

    /** The rows that wait for the cloud. */
    final TreeMap<Long, Queued> queue = new TreeMap<>();

    WatchPosition copy() {
        WatchPosition copy = new WatchPosition();
        copy.highest = highest;
        copy.mark = mark;
        copy.at = at;
        copy.attached = attached;
        copy.reusedFrom = reusedFrom;
        copy.reusedTo = reusedTo;
        copy.reusedMark = reusedMark;
        copy.queueSeen = queueSeen;
        copy.pending.addAll(pending);
        copy.bare.addAll(bare);
        copy.queue.putAll(queue);
        return copy;
    }

    /** Whether the id was told of another row, so that a key made of it alone would be taken for a repetition. */
    boolean isReused(long id) {
        return id > reusedFrom && id <= reusedTo;
    }

    /** Ids above the new highest one will come again. */
    void goBackTo(long newHighest) {
        if (reusedTo == 0) {
            reusedFrom = newHighest;
        }
        reusedFrom = Math.min(reusedFrom, newHighest);
        if (highest > reusedTo) {
            reusedTo = highest;
            reusedMark = mark;
        }
        highest = newHighest;
        at = Optional.empty();
        attached = Math.min(attached, newHighest);
        pending.tailSet(newHighest, false).clear();
        bare.tailSet(newHighest, false).clear();
    }

    /** The file whose ids had gone back is the former one again. */
    void comeBack() {
        highest = reusedTo;
        mark = reusedMark;
        at = Optional.empty();
        reusedFrom = 0;
        reusedTo = 0;
        reusedMark = "";
    }

    void see(QueueRow row) {
        queue.put(row.id(), new Queued(row.recordId(), row.retries(), Optional.of(row.created())));
        if (row.created().compareTo(queueSeen) > 0) {
            queueSeen = row.created();
        }
    }

    /** The row is told, and what becomes of it is told as well. */
    void watch(long id, boolean canHavePhoto) {
        pending.add(id);
        if (canHavePhoto) {
            bare.add(id);
        }
    }

    /** The row has reached the cloud: it is watched no longer. */
    void unwatch(long id) {
        pending.remove(id);
        bare.remove(id);
    }

    /** Whether something may yet be told of the row. */
    boolean isWatched(long id) {
        return id > highest || pending.contains(id);
    }

    /** Drops the oldest rows beyond the bound; returns how many. */
    int dropExcess() {
        int excess = Math.max(0, pending.size() - MOST_WATCHED);
        for (int i = 0; i < excess; i++) {
            bare.remove(pending.pollFirst());
        }
        return excess;
    }

    String write() {
        return "v=1;highest=" + highest + ";mark=" + mark + ";at="
                + at.map(Instant::toEpochMilli).map(String::valueOf).orElse("") + ";attached=" + attached + ";reused="
                + reusedFrom + ","
                + reusedTo + "," + reusedMark + ";seen="
                + queueSeen.replace(';', ' ').replace('=', ' ')
                + ";pending=" + writeIds(pending) + ";bare=" + writeIds(bare) + ";queue=" + writeQueue();
    }

    /** The position that a line tells, or nothing when it tells none. */
    static Optional<WatchPosition> parse(String line) {
        Map<String, String> parts = new HashMap<>();
        for (String part : line.split(";", -1)) {
            int at = part.indexOf('=');
            if (at > 0) {
                parts.put(part.substring(0, at), part.substring(at + 1));
            }
        }
        try {
            WatchPosition position = new WatchPosition();
            position.highest = Long.parseLong(parts.getOrDefault("highest", ""));
            position.mark = parts.getOrDefault("mark", "");
            String at = parts.getOrDefault("at", "");
            position.at = at.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(Long.parseLong(at)));
            position.attached = Long.parseLong(parts.getOrDefault("attached", "0"));
            String[] reused = parts.getOrDefault("reused", "0,0,").split(",", 3);
            position.reusedFrom = Long.parseLong(reused[0]);
            position.reusedTo = Long.parseLong(reused[1]);
            position.reusedMark = reused[2];
            position.queueSeen = parts.getOrDefault("seen", "");
            readIds(parts.getOrDefault("pending", ""), position.pending);
            readIds(parts.getOrDefault("bare", ""), position.bare);
            position.readQueue(parts.getOrDefault("queue", ""));
            return Optional.of(position);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty(); // whoever asks says so and begins anew
        }
    }

    /** Runs of queue rows whose ids and record ids both go up by one: {@code id:record:retries:count}. */
    private String writeQueue() {
        StringBuilder runs = new StringBuilder();
        long first = 0;
        long count = 0;
        Queued start = new Queued(0, 0, Optional.empty());
        for (var entry : queue.entrySet()) {
            Queued row = entry.getValue();
            boolean goesOn = count > 0
                    && entry.getKey() == first + count
                    && row.recordId() == start.recordId() + count
                    && row.retries() == start.retries();
            if (!goesOn) {
                writeRun(runs, first, start, count);
                first = entry.getKey();
                start = row;
                count = 0;
            }
            count++;
        }
        writeRun(runs, first, start, count);
        return runs.toString();
    }

    private static void writeRun(StringBuilder runs, long first, Queued start, long count) {
        if (count > 0) {
            runs.append(runs.length() == 0 ? "" : ",").append(first).append(':');
            runs.append(start.recordId()).append(':').append(start.retries()).append(':');
            runs.append(count);
        }
    }

    private static String writeIds(NavigableSet<Long> ids) {
        StringBuilder ranges = new StringBuilder();
        for (IdRange range : IdRange.of(ids)) {
            ranges.append(ranges.length() == 0 ? "" : ",").append(range.first());
            ranges.append(':').append(range.last());
        }
        return ranges.toString();
    }

    private static void readIds(String ranges, Set<Long> into) {
        for (String range : ranges.isEmpty() ? new String[0] : ranges.split(",")) {
            String[] ends = range.split(":");
            long last = Long.parseLong(ends[1]);
            for (long id = Long.parseLong(ends[0]); id <= last && into.size() < 2 * MOST_WATCHED; id++) {
                into.add(id);
            }
        }
    }

    private void readQueue(String runs) {
        for (String run : runs.isEmpty() ? new String[0] : runs.split(",")) {
            String[] part = run.split(":");
            long first = Long.parseLong(part[0]);
            long record = Long.parseLong(part[1]);
            long retries = Long.parseLong(part[2]);
            long count = Math.min(Long.parseLong(part[3]), 2L * MOST_WATCHED);
            for (long i = 0; i < count; i++) {
                queue.put(first + i, new Queued(record + i, retries, Optional.empty()));
            }
        }
    }
}
