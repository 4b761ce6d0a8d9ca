package org.rollcall.guard;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Counts wrong logins by address and by user, and says when further ones are slowed.
 *
 * <p>Nobody is locked out. A long random password is always tested, since no number of guesses finds it. A short one,
 * whose test is slow on purpose, is tested once in {@value #SLOT_SECONDS} s while there are too many wrong logins: one from
 * a flooding address, from any other address one for each user; whoever comes between waits for that moment. Where a login has
 * succeeded before it is always tested. Known and unknown users are treated alike.
 *
 * <p>A slow test is paid for before it begins and its success pays back, so that guesses at the same moment are no more
 * than guesses one by one. Safe for several threads.
 */
final class LoginGuard {
    static final int SLOT_SECONDS = 2;
    private static final int PLACES = 20_000;
    private static final int LONGEST_NAME = 100;
    private static final double TOLD_EVERY_SECONDS = 600;

    /** What lets a password be put to the slow test, and what it has cost. */
    enum Leave {
        /** This login has succeeded from this place before. */
        ALWAYS,
        /** It is counted as a wrong one until it turns out to be right. */
        COUNTED,
        /** There are too many wrong ones; of those that come now, this one is tested. */
        SLOT,
        /** It is not tested. */
        NONE
    }

    private final Object lock =
            new Object(); // of the buckets of addresses and users together, and of what is decided by them
    private final Buckets addresses;
    private final Buckets users;
    private final Buckets slots;
    private final Buckets told;
    private final Set<String> places = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > PLACES;
        }
    }));

    /**
     * @param perMinute wrong logins that are answered as such
     * @param nanos a clock that never goes back
     */
    LoginGuard(int perMinute, LongSupplier nanos) {
        this.addresses = Buckets.perMinute(perMinute, nanos);
        this.users = Buckets.perMinute(perMinute, nanos);
        this.slots = new Buckets(1, 1.0 / SLOT_SECONDS, nanos);
        this.told = new Buckets(1, 1 / TOLD_EVERY_SECONDS, nanos);
    }

    boolean isSlowed(String address, String user) {
        return addresses.isEmpty(Addresses.block(address)) || users.isEmpty(shortened(user));
    }

    /** Whether this login has succeeded from this address before. */
    boolean isKnown(String address, String user) {
        return places.contains(place(address, user));
    }

    /** What lets a password of this login be put to the slow test now. The answer is taken up at once: it has been paid for. */
    Leave leave(String address, String user) {
        synchronized (lock) {
            if (isKnown(address, user)) {
                return Leave.ALWAYS;
            }
            if (isSlowed(address, user)) {
                return slots.take(slot(address, user)) ? Leave.SLOT : Leave.NONE;
            }
            take(address, user);
            return Leave.COUNTED;
        }
    }

    /** How long until a slow test may be; zero when it may be now. */
    Duration untilSlowTest(String address, String user) {
        return isSlowed(address, user) && !isKnown(address, user) ? slots.wait(slot(address, user)) : Duration.ZERO;
    }

    /** Remembers where it was right, and takes back what its test has cost. */
    void succeeded(String address, String user, Leave leave) {
        places.add(place(address, user));
        if (leave == Leave.COUNTED) {
            synchronized (lock) {
                addresses.giveBack(Addresses.block(address));
                users.giveBack(shortened(user));
            }
        }
    }

    /** Counts a wrong login that is not yet counted; returns whether there were too many before it. */
    boolean failed(String address, String user) {
        synchronized (lock) {
            boolean slowed = isSlowed(address, user);
            take(address, user);
            return slowed;
        }
    }

    private void take(String address, String user) {
        addresses.take(Addresses.block(address));
        users.take(shortened(user));
    }

    /** When the next try is worth while: in whole seconds, at least one. */
    long retryAfter(String address, String user) {
        Duration wait = slots.wait(slot(address, user));
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }

    /** Whether it is time to tell people, which is once in ten minutes for an address. */
    boolean isNews(String address) {
        return told.take(Addresses.block(address));
    }

    private String slot(String address, String user) {
        String block = Addresses.block(address);
        return addresses.isEmpty(block) ? block : place(address, user);
    }

    private static String place(String address, String user) {
        return Addresses.block(address) + ' ' + shortened(user);
    }

    private static String shortened(String user) {
        return user.length() <= LONGEST_NAME ? user : user.substring(0, LONGEST_NAME);
    }
}
