package org.rollcall.guard;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens for each name: full at first, emptied by one for each token taken, refilled evenly.
 *
 * <p>Names come from strangers, so only so many are kept, those used last; a forgotten one is full again. Safe for
 * several threads. Tomcat's own counters count in fixed windows and cannot say when a caller may come again.
 */
final class Buckets {
    private static final int NAMES = 20_000;
    private static final double NANOS = 1e9;

    private final double capacity;
    private final double perNano;
    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > NAMES;
        }
    };

    private static final class Bucket {
        private double tokens;
        private long at;

        Bucket(double tokens, long at) {
            this.tokens = tokens;
            this.at = at;
        }
    }

    Buckets(int capacity, double perSecond, LongSupplier nanos) {
        this.capacity = capacity;
        this.perNano = perSecond / NANOS;
        this.nanos = nanos;
    }

    /** Buckets that hold what may be done in a minute. */
    static Buckets perMinute(int most, LongSupplier nanos) {
        return new Buckets(most, most / 60.0, nanos);
    }

    /** Takes a token if there is one. */
    synchronized boolean take(String name) {
        Bucket bucket = filled(name);
        if (bucket.tokens < 1) {
            return false;
        }
        bucket.tokens -= 1;
        return true;
    }

    /** Puts a token back that was taken for nothing. */
    synchronized void giveBack(String name) {
        Bucket bucket = filled(name);
        bucket.tokens = Math.min(capacity, bucket.tokens + 1);
    }

    synchronized boolean isEmpty(String name) {
        return filled(name).tokens < 1;
    }

    /** How long until there is a token again; zero when there is one. */
    synchronized Duration wait(String name) {
        double missing = 1 - filled(name).tokens;
        return missing <= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(missing / perNano));
    }

    private Bucket filled(String name) {
        long now = nanos.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(name, n -> new Bucket(capacity, now));
        bucket.tokens = Math.min(capacity, bucket.tokens + (now - bucket.at) * perNano);
        bucket.at = now;
        return bucket;
    }
}
