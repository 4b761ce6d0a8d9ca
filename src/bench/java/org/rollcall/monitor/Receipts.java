package org.rollcall.monitor;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.rollcall.event.Receipt;

/**
 * How long a receipt takes at a steady pace: one event at a time is handed over at its appointed moment, and its time runs
 * from that moment, not from when the sender came round to it, until its receipt is there.
 */
public final class Receipts {
    private static final int WARM_SECONDS = 10;
    private static final int SECONDS = 30;

    private Receipts() {}

    /** The first argument is the pace in events a second, 1,000 unless given; the second the durability. */
    public static void main(String[] arguments) throws Exception {
        int pace = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        String durability = arguments.length > 1 ? arguments[1] : "full";
        try (Whole whole = new Whole(durability)) {
            Load load = new Load();
            run(whole, load, pace, WARM_SECONDS);
            long[] nanos = run(whole, load, pace, SECONDS);
            Arrays.sort(nanos);
            System.out.printf(
                    Locale.ROOT,
                    "%d receipts at %,d events a second, durability %s: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, worst %.2f ms%n",
                    nanos.length,
                    pace,
                    durability,
                    millis(nanos, 0.5),
                    millis(nanos, 0.99),
                    millis(nanos, 0.999),
                    millis(nanos, 1));
        }
    }

    private static long[] run(Whole whole, Load load, int pace, int seconds) throws InterruptedException {
        ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        int number = pace * seconds;
        long began = System.nanoTime();
        for (int i = 0; i < number; i++) {
            long due = began + i * 1_000_000_000L / pace;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            whole.monitor.accept(load.scan()).thenAccept(receipt -> {
                if (!(receipt instanceof Receipt.Accepted)) {
                    throw new IllegalStateException(receipt.toString());
                }
                nanos.add(System.nanoTime() - due);
            });
        }
        whole.monitor.drain(java.time.Duration.ofSeconds(10));
        if (nanos.size() != number) {
            throw new IllegalStateException(number + " events, " + nanos.size() + " receipts");
        }
        return nanos.stream().mapToLong(Long::longValue).toArray();
    }

    private static double millis(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] / 1e6;
    }
}
