package org.rollcall.client;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Clients of a server that does as it is told, with a clock of their own pace, and what they write into the log. */
@NullUnmarked // what it reads is checked by the assertions
abstract class ClientsOfAFake {
    static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Logger LOG = Logger.getLogger("org.rollcall.client"); // held, or it would lose its handler
    private static final Pace FAST = pace(Duration.ofMillis(100), Duration.ofSeconds(10));

    final FakeRollcall fake = new FakeRollcall();
    private final List<RollcallClient> clients = new ArrayList<>();
    final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    Path folder;

    @BeforeEach
    void listenToTheLog() {
        LOG.addHandler(handler);
        LOG.setUseParentHandlers(false);
    }

    @AfterEach
    void end() {
        clients.forEach(RollcallClient::close);
        fake.close();
        LOG.removeHandler(handler);
        LOG.setUseParentHandlers(true);
    }

    static Pace pace(Duration beat, Duration send) {
        return new Pace(
                Duration.ofMillis(10),
                beat,
                Duration.ofMillis(30),
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                Duration.ofMillis(50),
                Duration.ofSeconds(2),
                send,
                Duration.ofSeconds(5));
    }

    final RollcallClient client() {
        return client(builder -> builder);
    }

    final RollcallClient client(UnaryOperator<RollcallClientBuilder> more) {
        RollcallClient client = more.apply(RollcallClient.builder(fake.url())
                        .login("gate-1", FakeRollcall.PASSWORD)
                        .spool(folder.resolve("spool"))
                        .clock(InstantSource.system(), ZoneOffset.UTC)
                        .pace(FAST))
                .connect();
        clients.add(client);
        return client;
    }

    static void log(RollcallClient client, int from, int to) {
        IntStream.range(from, to).forEach(i -> client.logEvent("scan", String.valueOf(i)));
    }

    static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }
}
