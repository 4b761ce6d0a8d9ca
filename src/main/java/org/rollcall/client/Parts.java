package org.rollcall.client;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a client and their threads: the spooler, the sender, and, while somebody listens, the stream's reader and
 * the one that calls the listeners.
 */
final class Parts {
    private static final int MOST_IN_MEMORY = 10_000;
    private static final int MOST_BYTES = 16 * 1024 * 1024;
    private static final Duration EXIT = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Settings settings;
    private final Voice voice;
    private final Http http;
    private final Outbox outbox = new Outbox(MOST_IN_MEMORY, MOST_BYTES);
    private final Components components = new Components();
    private final ClockSkew skew = new ClockSkew();
    private final Own own;
    private final Spool spool;
    private final Reporter reporter;
    private final Delivery delivery;
    private final Sender sender;
    private final Questions questions;
    private final Listeners listeners;
    private final Stream stream;
    private final Loop spooling;
    private final Loop sending;
    private final Thread atExit;
    // Keys of this client: no other one makes these.
    private final String prefix = UUID.randomUUID().toString().replace("-", "") + "-";
    private final AtomicLong number = new AtomicLong();
    private final Object lock = new Object(); // guards the loops of the listeners and whether it is closed
    private @Nullable Loop streaming;
    private @Nullable Loop calling;
    private boolean closed;
    private volatile long keptUpTo; // written by the spooler's thread
    private volatile long takenUpTo; // likewise

    Parts(Settings settings, Voice voice) {
        this.settings = settings;
        this.voice = voice;
        RandomGenerator random = new SplittableRandom();
        http = new Http(settings.url(), settings.user(), settings.password());
        own = new Own(settings, components);
        spool = new Spool(
                settings.spool(), settings.spoolRows(), settings.pace().diskRetry(), voice);
        reporter = new Reporter(settings, http, skew, voice, random);
        delivery = new Delivery(settings, spool, reporter, skew, voice);
        sender = new Sender(settings, spool, reporter, delivery, skew, components, random);
        questions = new Questions(settings, http, voice);
        listeners = new Listeners(voice);
        stream = new Stream(settings, http, listeners, voice, new SplittableRandom());
        String name = "rollcall-client-" + settings.user();
        spooling = new Loop(name + "-spooler", this::spoolTurn, voice);
        sending = new Loop(name + "-sender", sender::turn, voice);
        atExit = Loop.atExit(this::settleDown);
    }

    void start() {
        if (http.isOpen()) {
            voice.warn("open", "the password goes unencrypted to " + settings.url() + "; https would protect it");
        }
        Runtime.getRuntime().addShutdownHook(atExit);
        spooling.start();
        sending.start();
    }

    Own own() {
        return own;
    }

    String nextKey() {
        return prefix + number.incrementAndGet();
    }

    void take(Said said) {
        own.note(said);
        outbox.offer(said);
        if (listeners.wantOwn()) {
            listeners.own("event", own.event(said));
        }
        spooling.wake();
    }

    void take(Components.Said said) {
        if (!components.say(said)) {
            voice.warn("components", "more than 100 components; " + said.name() + " is left out");
            return;
        }
        if (listeners.wantOwn()) {
            listeners.own("state", own.systemState());
        }
        sending.wake();
    }

    void beatSoon() {
        sender.beatSoon();
        sending.wake();
    }

    <T> Optional<T> ask(String path, Class<T> kind) {
        try {
            return questions.ask(path, kind);
        } catch (RuntimeException e) { // a reading call never throws
            voice.defect("cannot read " + path, e);
            return Optional.empty();
        }
    }

    /** Writes what was said into the spool, a little after the first of it came. */
    private Duration spoolTurn() throws InterruptedException {
        if (outbox.size() == 0) {
            spool.retry();
            advance();
            return spool.isOnDisk() ? IDLE : settings.pace().diskRetry().dividedBy(10);
        }
        if (!spooling.isStopping()) {
            Thread.sleep(settings.pace().gather().toMillis());
        }
        for (Outbox.Taken taken = outbox.take(BatchLimit.MOST_ROWS);
                !taken.isEmpty();
                taken = outbox.take(BatchLimit.MOST_ROWS)) {
            spool.add(taken.said(), taken.dropped());
            takenUpTo = taken.number();
            advance();
            sending.wake();
        }
        return Duration.ZERO;
    }

    private void advance() {
        if (spool.isOnDisk()) {
            keptUpTo = takenUpTo;
        }
    }

    void subscribe(RollcallListener listener) {
        synchronized (lock) {
            listeners.add(listener);
            if (streaming == null && !closed) {
                String name = "rollcall-client-" + settings.user();
                Loop reading = new Loop(name + "-stream", stream::turn, voice);
                Loop telling = new Loop(name + "-listeners", listeners.begin(), voice);
                reading.start();
                telling.start();
                streaming = reading;
                calling = telling;
            }
        }
    }

    void unsubscribe(RollcallListener listener) {
        synchronized (lock) {
            listeners.remove(listener);
            if (listeners.isEmpty()) {
                endListening();
            }
        }
    }

    private void endListening() {
        listeners.end();
        if (streaming != null) {
            streaming.abort();
        }
        if (calling != null) {
            calling.end();
        }
        streaming = null;
        calling = null;
    }

    boolean flush(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        long offered = outbox.offered();
        try {
            while (System.nanoTime() - end < 0) {
                if (takenUpTo >= offered && spool.hasLooked() && spool.size() == 0) {
                    return true;
                }
                Thread.sleep(LOOK_AGAIN.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    ClientStatus status() {
        return new ClientStatus(
                outbox.offered(),
                keptUpTo,
                outbox.size(),
                spool.size(),
                spool.isOnDisk(),
                delivery.sent.get(),
                delivery.duplicates.get(),
                delivery.refused.get(),
                spool.dropped(),
                skew.seconds(),
                reporter.trouble());
    }

    /**
     * The process is ending: waits a little until what was said is in the spool and, if the server takes it, there. Nothing
     * is closed, because the program may have more to say while it ends.
     */
    private void settleDown() {
        long end = System.nanoTime() + EXIT.toNanos();
        try {
            while (System.nanoTime() - end < 0
                    && (keptUpTo < outbox.offered()
                            || (spool.size() > 0 && reporter.trouble().isEmpty()))) {
                Thread.sleep(LOOK_AGAIN.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close(Duration most) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            endListening();
        }
        long end = System.nanoTime() + most.toNanos();
        try {
            spooling.stop(most);
            sender.stopBy(end); // only now, so that its last turn sees the last event
            sending.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs, or will find us closed.
        }
        spool.close();
    }
}
