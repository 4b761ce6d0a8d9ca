package org.rollcall.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** Many browsers on one thread. What the others want to know of them is in volatile counters. */
final class Crowd implements AutoCloseable, Runnable {
    static final long RETRY = Duration.ofMillis(250).toNanos();
    private static final int CONNECTING = 64; // at a time

    private final InetSocketAddress server;
    private final String login;
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final List<Subscriber> stalling;
    private final Selector selector;
    final byte[] bytes = new byte[256 * 1024];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private final Thread thread = new Thread(this, "crowd");
    private final Histogram latencies = new Histogram(3_600_000_000L, 3); // microseconds; of those that never stall
    private final Map<Integer, Integer> refusals = new TreeMap<>();

    final long before;

    // The thread's, read by others once they have seen a volatile counter.
    long now;
    long wrong;
    long missed;
    long resets;
    long closes;
    long refusedWithoutTime;
    private long count;
    private int open;
    private String trouble = "";

    volatile long deliveries;
    volatile long lastDelivery;
    private volatile int ready;
    private volatile boolean stalled;
    private volatile boolean measuring = true;
    private volatile boolean closed;
    private volatile boolean comingBack = true;

    /**
     * @param first the number of the first event that they expect
     * @param paths what each of them asks for
     * @param stallingOnes how many will stop reading when they are told to
     */
    Crowd(InetSocketAddress server, String login, int clients, long first, IntFunction<String> paths, int stallingOnes)
            throws IOException {
        this.server = server;
        this.login = login;
        this.before = first - 1;
        this.selector = Selector.open();
        for (int i = 0; i < clients; i++) {
            subscribers.add(new Subscriber(this, paths.apply(i), first, i < stallingOnes));
        }
        stalling = subscribers.subList(0, stallingOnes);
        thread.setDaemon(true);
    }

    Crowd start() throws InterruptedException {
        thread.start();
        await(Duration.ofMinutes(2), () -> ready == subscribers.size(), "all clients connected");
        return this;
    }

    int ready() {
        return ready;
    }

    int clients() {
        return subscribers.size();
    }

    /** Some stop reading, or go on. */
    void stall(boolean now) {
        stalled = now;
        selector.wakeup();
    }

    void measure(boolean now) {
        measuring = now;
    }

    void comeBack(boolean now) {
        comingBack = now;
        selector.wakeup();
    }

    Histogram latencies() {
        return latencies;
    }

    Map<Integer, Integer> refusals() {
        return refusals;
    }

    String trouble() {
        return trouble;
    }

    /** How many of them have everything up to this number. */
    long complete(long number) {
        return subscribers.stream().filter(one -> one.last() >= number).count();
    }

    /** What those that stall have. */
    long receivedByStalling() {
        return stalling.stream().mapToLong(Subscriber::received).sum();
    }

    static boolean await(Duration most, BooleanSupplier until, String what) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!until.getAsBoolean()) {
            if (System.nanoTime() > end) {
                System.err.println("not within " + most.toSeconds() + " s: " + what);
                return false;
            }
            Thread.sleep(2);
        }
        return true;
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                connectSome();
                selector.select(20);
                boolean still = stalled;
                for (SelectionKey key : selector.selectedKeys()) {
                    Subscriber one = (Subscriber) key.attachment();
                    one.serve(buffer, !(still && one.stalls()));
                }
                selector.selectedKeys().clear();
                if (count != deliveries) {
                    lastDelivery = now;
                    deliveries = count;
                }
                if (!still) {
                    stalling.forEach(Subscriber::resume);
                }
            }
        } catch (IOException e) {
            trouble = e.toString();
        } finally {
            subscribers.forEach(Subscriber::close);
        }
    }

    private void connectSome() throws IOException {
        if (!comingBack || ready == subscribers.size()) {
            return;
        }
        long at = System.nanoTime();
        int begun = 0;
        for (Subscriber one : subscribers) {
            if (begun < CONNECTING && !one.isOpen() && one.connectAt() <= at) {
                begun++;
                try {
                    one.connect(selector, server, login);
                } catch (IOException e) {
                    one.lose();
                }
            }
        }
    }

    void event(Subscriber one, long number, long time) {
        count++;
        if (measuring && !one.stalls() && time > 0) {
            latencies.recordValue(Math.max(0, Math.min(3_599_000_000L, (now - time) / 1_000)));
        }
    }

    void began() {
        ready = ++open;
    }

    void lost(Subscriber one, boolean wasReady) {
        if (wasReady) {
            closes++;
            ready = --open;
        }
    }

    void refused(int status, long retryAfter) {
        refusals.merge(status, 1, Integer::sum);
        refusedWithoutTime += retryAfter < 0 ? 1 : 0;
    }

    void trouble(String text) {
        trouble = text;
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(10_000);
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            trouble = e.toString();
        }
    }
}
