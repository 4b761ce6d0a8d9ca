package org.rollcall.api;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import org.jspecify.annotations.Nullable;

/**
 * The part of the heap for what lives long. When it is full right after a collection, the JVM is about to end for want of
 * memory (F27). That is seen in time with the serial collector, which the server has; G1 may end first.
 */
final class LongLived {
    private static final double FULL = 0.95;

    private LongLived() {}

    static boolean isFull() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                // Thresholds are what tells it from the parts for new objects, of which one may well be full after a
                // collection.
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .map(MemoryPoolMXBean::getCollectionUsage)
                .anyMatch(LongLived::isFull);
    }

    /** Nothing is known before the first collection. */
    private static boolean isFull(@Nullable MemoryUsage after) {
        return after != null && after.getMax() > 0 && after.getUsed() > FULL * after.getMax();
    }
}
