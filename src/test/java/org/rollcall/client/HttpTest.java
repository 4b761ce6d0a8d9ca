package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpTest {
    private static final Duration MOST = Duration.ofMillis(1_500);
    private static final long LATE = 1_400; // milliseconds

    private final CountDownLatch end = new CountDownLatch(1);
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        end.countDown();
        server.close();
    }

    /** Breaks the first attempt off late, and never answers the second. */
    private void breakOffLateAndHang() {
        try {
            Socket first = server.accept();
            boolean isOver = end.await(LATE, TimeUnit.MILLISECONDS);
            first.close();
            if (!isOver) {
                Socket second = server.accept();
                end.await();
                second.close();
            }
        } catch (IOException e) {
            // the test is over
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void bothAttemptsTogetherTakeNoLongerThanTheTimeGiven() {
        new Thread(this::breakOffLateAndHang).start();
        Http http = new Http(URI.create("http://127.0.0.1:" + server.getLocalPort()), "gate-1", "secret");
        long began = System.nanoTime();

        assertThatThrownBy(() -> http.ask("GET", "api/metrics", "", MOST)).isInstanceOf(HttpTimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(MOST, MOST.plusMillis(LATE).minusMillis(300));
    }
}
