package org.rollcall.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Who listens, and what they are still to hear: bounded, so that a slow listener holds up the stream, which does not
 * mind, and never a caller. What this client itself reports is heard while the stream is not there, and not again
 * when it comes back in it.
 */
final class Listeners {
    private record News(String kind, Map<String, Object> data) {}

    private static final int MOST_NEWS = 1_000;
    private static final int MOST_TOLD = 10_000;

    private final Voice voice;
    private final List<RollcallListener> all = new CopyOnWriteArrayList<>();
    private final Map<String, Boolean> told = new LinkedHashMap<>(); // own events that were heard; guarded by itself
    private final Object calls = new Object(); // held by the thread that calls, so that there is one call at a time
    private volatile BlockingQueue<News> news = new ArrayBlockingQueue<>(MOST_NEWS); // of the present listening alone
    private volatile boolean live; // written by the stream's thread

    Listeners(Voice voice) {
        this.voice = voice;
    }

    void add(RollcallListener listener) {
        if (!all.contains(listener)) {
            all.add(listener);
        }
    }

    void remove(RollcallListener listener) {
        all.remove(listener);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Begins a listening: the turns of the thread that calls them until {@link #end}. */
    Loop.Turn begin() {
        BlockingQueue<News> mine = new ArrayBlockingQueue<>(MOST_NEWS);
        news = mine;
        return () -> turn(mine);
    }

    /** Ends it: what was not heard yet, nobody hears. */
    void end() {
        news = new ArrayBlockingQueue<>(MOST_NEWS);
    }

    /** Whether the stream is there. */
    void isLive(boolean now) {
        live = now;
    }

    /** Whether anybody wants to hear from this client itself. */
    boolean wantOwn() {
        return !live && !all.isEmpty();
    }

    /** Something of our own; dropped and said when the listeners are slow. */
    void own(String kind, Map<String, Object> data) {
        if (kind.equals("event")) {
            synchronized (told) {
                told.put(name(data), true);
                if (told.size() > MOST_TOLD) {
                    told.remove(told.keySet().iterator().next());
                }
            }
        }
        if (!news.offer(new News(kind, data))) {
            voice.warn("news", "the listeners are slow: news for them was dropped");
        }
    }

    /** Something of the stream; waits while the listeners are slow. */
    void streamed(String kind, Map<String, Object> data) throws InterruptedException {
        if (kind.equals("event")) {
            synchronized (told) {
                if (!told.isEmpty() && told.remove(name(data)) != null) {
                    return;
                }
            }
        }
        news.put(new News(kind, data));
    }

    private Duration turn(BlockingQueue<News> mine) throws InterruptedException {
        News next = mine.poll(1, TimeUnit.SECONDS);
        if (next != null) {
            synchronized (calls) {
                for (RollcallListener listener : all) {
                    if (mine == news) { // else this listening has ended, perhaps by the last call
                        call(listener, next);
                    }
                }
            }
        }
        return Duration.ZERO;
    }

    private void call(RollcallListener listener, News next) {
        try {
            listener.hear(next.kind(), next.data());
        } catch (RuntimeException | StackOverflowError e) { // theirs; it must not end ours
            voice.defect("a listener failed at " + next.kind(), e);
        }
    }

    /** What tells an own event when it comes back: the server has its own id and may write the offset otherwise. */
    private static String name(Map<String, Object> event) {
        return event.get("station") + "|" + event.get("type") + "|" + millis(String.valueOf(event.get("timestamp")))
                + "|" + event.get("message");
    }

    private static long millis(String timestamp) {
        try {
            return OffsetDateTime.parse(timestamp).toInstant().toEpochMilli();
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
