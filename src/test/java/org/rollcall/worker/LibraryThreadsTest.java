package org.rollcall.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class LibraryThreadsTest {
    private final LibraryThreads threads = new LibraryThreads("rollcall-library");

    @Test
    void closingWaitsForTheEndOfAThreadThatIsStillBusy() throws InterruptedException {
        CountDownLatch work = new CountDownLatch(1);
        Thread busy = threads.newThread(() -> {
            try {
                work.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        busy.start();
        Thread closing = new Thread(threads::close, "closing");
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        assertThat(busy.isAlive()).isTrue();
        work.countDown();
        closing.join();
        assertThat(busy.isAlive()).isFalse();
    }

    @Test
    void aThreadThatNeverRanIsNotWaitedFor() {
        Thread unused = threads.newThread(() -> {});
        threads.close();
        assertThat(unused.getState()).isEqualTo(Thread.State.NEW);
    }

    @Test
    void theyAreNamedAndDieWithTheProcess() throws Exception {
        ExecutorService library = Executors.newSingleThreadExecutor(threads);
        try {
            Thread thread = library.submit(Thread::currentThread).get();
            assertThat(thread.getName()).isEqualTo("rollcall-library-1");
            assertThat(thread.isDaemon()).isTrue();
        } finally {
            library.shutdown();
        }
        threads.close();
    }
}
