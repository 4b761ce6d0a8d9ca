package org.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PlacesTest {
    @Test
    void whoFindsNoPlaceAndMayNotWaitIsSentAway() {
        Places places = new Places(2, Duration.ZERO);
        assertThat(places.take()).isTrue();
        assertThat(places.take()).isTrue();
        assertThat(places.take()).isFalse();
        places.leave();
        assertThat(places.take()).isTrue();
    }

    /** Whoever waits holds a thread of the server, which heartbeats need too. */
    @Test
    void fewWaitInTurnAndTheNextOneIsSentAwayAtOnce() {
        Places places = new Places(1, Duration.ofMinutes(1));
        AtomicInteger served = new AtomicInteger();
        assertThat(places.take()).isTrue();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < Places.MOST_WAITING; i++) {
                threads.execute(() -> {
                    if (places.take()) {
                        served.incrementAndGet();
                        places.leave();
                    }
                });
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> places.waiting() == Places.MOST_WAITING);
            assertThat(places.take()).as("at once, not after a minute").isFalse();
            places.leave();
            await().atMost(Duration.ofSeconds(20)).until(() -> served.get() == Places.MOST_WAITING);
        } finally {
            threads.shutdownNow();
        }
    }
}
