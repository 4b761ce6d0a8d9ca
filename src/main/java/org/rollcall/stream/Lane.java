package org.rollcall.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rollcall.log.Frame;
import org.rollcall.wire.SnapshotFrames;

/**
 * The clients that want the same. What they are sent is chosen and put together once for all that stand at the same
 * place, and a lane in which nothing is new costs a comparison, however many clients it has. Only the hub's thread uses
 * it.
 *
 * <p>Invariants: of the entries after {@code wanted} and up to {@code scanned} the lane wants none, so a client that
 * stands at {@code wanted} or later is current. Of those after {@code skipFrom} and up to {@code skipTo} it wants none
 * either: a client that was current there need not look for them when something comes, in the journal at worst.
 */
final class Lane {
    private static final int RUNS = 64; // two megabytes at most, while a lane is served

    private final StreamFilter filter;
    private final Shelf shelf;
    private final List<StreamClient> clients = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private SnapshotFrames.@Nullable Message metrics;
    private long wanted;
    private long scanned;
    private long skipFrom;
    private long skipTo;

    Lane(StreamFilter filter, Shelf shelf) {
        this.filter = filter;
        this.shelf = shelf;
        forget();
    }

    void add(StreamClient client) {
        clients.add(client);
    }

    List<StreamClient> clients() {
        return clients;
    }

    StreamFilter filter() {
        return filter;
    }

    /** Everything that the lane knows of the log may be otherwise: whoever is not at its end is behind. */
    void forget() {
        runs.clear();
        wanted = shelf.tail();
        scanned = shelf.tail();
        skipFrom = 0;
        skipTo = 0;
    }

    /** Looks through what has been shown since the last time; whether there is something that the lane wants. */
    boolean look() {
        if (filter.wantsAll()) {
            boolean news = shelf.tail() > wanted;
            wanted = shelf.tail();
            scanned = wanted;
            return news;
        }
        long before = wanted;
        long looked = scanned;
        while (scanned < shelf.tail()) {
            List<Frame> frames = shelf.shown(scanned, 1 << 20);
            if (frames.isEmpty()) { // overtaken by the ring: then all of it may be wanted
                forget();
                return true;
            }
            for (Frame frame : frames) {
                scanned = frame.id().sequence();
                wanted = filter.wants(frame) ? scanned : wanted;
            }
        }
        if (wanted != before) {
            skipFrom = before;
            skipTo = looked;
        }
        return wanted != before;
    }

    /** What moves, if that is told to this lane and a newer one is there; whether it is. */
    boolean offer(SnapshotFrames.@Nullable Message newest) {
        boolean newer = newest != null && (metrics == null || newest.version() != metrics.version());
        metrics = newest == null ? metrics : newest;
        return newer;
    }

    SnapshotFrames.@Nullable Message metrics() {
        return metrics;
    }

    /** Where the newest that the lane has seen is. */
    long end() {
        return scanned;
    }

    /** Whether a client that stands here has something to come. */
    boolean isBehind(long cursor) {
        return cursor < wanted;
    }

    /**
     * What comes next for all who stand here. It may be empty: with a later {@code next} nothing was wanted, with the same
     * one it has to wait for the next round.
     *
     * @param most bytes of all of it; only a single message may be longer
     * @throws Shelf.Pruned when it is no longer stored
     */
    Run run(long cursor, int most) {
        long from = cursor >= skipFrom && cursor < skipTo ? skipTo : cursor;
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (runs.get(i).from() == from && runs.get(i).most() == most) {
                return runs.get(i);
            }
        }
        Run run = gather(from, most);
        if (run.next() != from) {
            if (runs.size() == RUNS) {
                runs.remove(0);
            }
            runs.add(run);
        }
        return run;
    }

    /** Serves every client once and lets go of those that are dead; whether one could be sent more at once. */
    boolean serve(Round round) {
        boolean more = false;
        int alive = 0;
        for (int i = 0; i < clients.size(); i++) {
            StreamClient client = clients.get(i);
            more |= client.drain(this, round);
            if (client.isDead()) {
                round.lost++;
            } else {
                clients.set(alive++, client);
            }
        }
        clients.subList(alive, clients.size()).clear();
        runs.clear();
        return more;
    }

    private Run gather(long from, int most) {
        List<Frame> wants = new ArrayList<>();
        int length = 0;
        long next = from;
        List<Frame> frames = shelf.after(next, most);
        while (!frames.isEmpty() && length < most) {
            for (Frame frame : frames) {
                if (filter.wants(frame)) {
                    if (length > 0 && length + frame.sse().length > most) {
                        return Run.of(from, most, wants, next);
                    }
                    wants.add(frame);
                    length += frame.sse().length;
                }
                next = frame.id().sequence();
            }
            frames = length < most ? shelf.after(next, most - length) : List.of();
        }
        if (length < most && shelf.endsAt(next)) { // of the numbers up to the end none was given out
            next = shelf.tail();
        }
        return Run.of(from, most, wants, next);
    }
}
