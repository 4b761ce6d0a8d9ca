package org.rollcall.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing but its closing ends a worker. */
class WorkerTest {
    private static final Duration BRIEFLY = Duration.ofMillis(1);

    private final AtomicReference<@Nullable Throwable> trouble = new AtomicReference<>();
    private final AtomicInteger turns = new AtomicInteger();

    static Stream<Throwable> troubles() {
        return Stream.of(
                new NoClassDefFoundError("planned"),
                new StackOverflowError("planned"),
                new InternalError("planned"),
                new InterruptedException("planned, and not by close"));
    }

    private boolean turn() throws Exception {
        Throwable now = trouble.get();
        if (now instanceof Error error) {
            throw error;
        }
        if (now instanceof Exception exception) {
            throw exception;
        }
        turns.incrementAndGet();
        return false;
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void whateverATurnThrowsIsSeenAndTheWorkerGoesOn(Throwable thrown) {
        String name = "rollcall-test-" + thrown.getClass().getSimpleName();
        trouble.set(thrown);
        try (Worker worker = new Worker(name, BRIEFLY, this::turn)) {
            worker.start();
            await().until(() -> Worker.failing(2).contains(name));
            assertThat(worker.failures()).isGreaterThanOrEqualTo(2);
            assertThat(Worker.failures(name::equals)).isGreaterThanOrEqualTo(2);
            trouble.set(null);
            await().until(() -> turns.get() > 0);
            await().until(() -> !Worker.failing(1).contains(name));
        }
    }

    @Test
    void aWorkerThatIsClosedWhileItFailsIsNotSaidToFail() {
        String name = "rollcall-test-closed";
        trouble.set(new NoClassDefFoundError("planned"));
        Worker worker = new Worker(name, BRIEFLY, this::turn).start();
        await().until(() -> Worker.failing(1).contains(name));
        worker.close();
        assertThat(Worker.failing(1)).doesNotContain(name);
    }
}
