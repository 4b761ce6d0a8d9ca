package org.rollcall.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What was said and is not yet in the spool: bounded in number and bytes, errors kept longest. The lock guards all
 * fields and is never held across I/O, so a caller never waits for the disk.
 */
final class Outbox {
    /** What was taken together: the oldest, in the order in which they were said. */
    record Taken(List<Said> said, long number, long dropped) {
        boolean isEmpty() {
            return said.isEmpty() && dropped == 0;
        }
    }

    private record Numbered(long number, Said said) {}

    private final int most;
    private final long mostBytes;
    private final Object lock = new Object();
    private final ArrayDeque<Numbered> errors = new ArrayDeque<>();
    private final ArrayDeque<Numbered> others = new ArrayDeque<>();
    private long bytes;
    private long number;
    private long lastTaken;
    private long dropped;

    Outbox(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Adds one; above the limit the oldest that is no error goes. */
    void offer(Said said) {
        synchronized (lock) {
            number++;
            bytes += said.size();
            (said.important() ? errors : others).addLast(new Numbered(number, said));
            while (bytes > mostBytes || errors.size() + others.size() > most) {
                bytes -= (others.isEmpty() ? errors : others)
                        .removeFirst()
                        .said()
                        .size();
                dropped++;
            }
        }
    }

    Taken take(int mostTaken) {
        synchronized (lock) {
            List<Said> taken = new ArrayList<>();
            while (taken.size() < mostTaken && !(errors.isEmpty() && others.isEmpty())) {
                Numbered next = older().removeFirst();
                bytes -= next.said().size();
                lastTaken = next.number();
                taken.add(next.said());
            }
            if (errors.isEmpty() && others.isEmpty()) {
                lastTaken = number;
            }
            Taken all = new Taken(taken, lastTaken, dropped);
            dropped = 0;
            return all;
        }
    }

    private ArrayDeque<Numbered> older() {
        if (errors.isEmpty()) {
            return others;
        }
        boolean isErrorOlder = others.isEmpty()
                || errors.getFirst().number() < others.getFirst().number();
        return isErrorOlder ? errors : others;
    }

    /** How many were offered ever. */
    long offered() {
        synchronized (lock) {
            return number;
        }
    }

    int size() {
        synchronized (lock) {
            return errors.size() + others.size();
        }
    }
}
