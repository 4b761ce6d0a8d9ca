package org.rollcall.monitor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.rollcall.event.Event;
import org.rollcall.worker.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In-process listeners, served from a bounded backlog by a thread of their own, so that a slow or failing one harms
 * neither the monitor nor its memory: it misses the oldest entries, and that is logged.
 */
final class Subscriptions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
    private static final int MOST_WAITING = 10_000;

    private final List<MonitorListener> listeners = new CopyOnWriteArrayList<>();
    private final Object lock = new Object(); // guards waiting and missed
    private final Deque<Event> waiting = new ArrayDeque<>();
    private long missed;
    private final Worker worker = new Worker("rollcall-listeners", Duration.ofSeconds(1), this::turn);

    void start() {
        worker.start();
    }

    void add(MonitorListener listener) {
        listeners.add(listener);
    }

    void remove(MonitorListener listener) {
        listeners.remove(listener);
    }

    void offer(List<Event> entries) {
        List<Event> wanted = new ArrayList<>();
        for (Event entry : entries) {
            if (isWanted(entry)) {
                wanted.add(entry);
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        synchronized (lock) {
            for (Event entry : wanted) {
                if (waiting.size() == MOST_WAITING) {
                    waiting.removeFirst();
                    missed++;
                }
                waiting.addLast(entry);
            }
        }
        worker.wake();
    }

    @Override
    public void close() {
        worker.close();
    }

    private boolean turn() {
        List<Event> entries;
        long lost;
        synchronized (lock) {
            entries = List.copyOf(waiting);
            waiting.clear();
            lost = missed;
            missed = 0;
        }
        if (lost > 0) {
            LOG.warn("in-process listeners were too slow and missed {} entries", lost);
        }
        for (Event entry : entries) {
            String type = entry.kind().name().toLowerCase(Locale.ROOT);
            listeners.forEach(listener -> tell(listener, type, entry));
        }
        return false;
    }

    private boolean isWanted(Event entry) {
        for (MonitorListener listener : listeners) {
            if (listener.wants(entry)) {
                return true;
            }
        }
        return false;
    }

    private static void tell(MonitorListener listener, String type, Event entry) {
        try {
            if (listener.wants(entry)) {
                listener.on(type, entry);
            }
        } catch (RuntimeException e) { // a listener's failure is its own, and must not silence the others
            LOG.warn("the listener {} failed on {}", listener.getClass().getName(), entry.id(), e);
        }
    }
}
