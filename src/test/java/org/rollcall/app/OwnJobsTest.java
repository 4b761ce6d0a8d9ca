package org.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.alert.Alert;
import org.rollcall.worker.Worker;

/** Every failure in the background is visible on the page, not only in the log and in a metric. */
class OwnJobsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    @Test
    void jobsOfRollcallThatFailAreAnAlertOfTheHomeStation() {
        try (GateDesk gate = new GateDesk(folder, "06:30")) {
            gate.pass(SECOND);
            assertThat(gate.firing()).isEmpty();
            gate.failJobs(2);
            gate.pass(SECOND);
            assertThat(gate.firing()).containsExactly("background-work");
            Alert alert = gate.alert("background-work");
            assertThat(alert.message()).isEqualTo("Rollcall's own work fails");
            assertThat(alert.reason()).contains("again and again: 2.");
            assertThat(gate.snapshot().sentence().doNow()).contains("read the newest errors in the log of Rollcall");
            gate.failJobs(0);
            gate.pass(SECOND);
            assertThat(gate.firing()).isEmpty();
        }
    }

    @Test
    void aWorkerIsFailingAsLongAsNoTurnOfItSucceeds() {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (Worker worker = new Worker("rollcall-test-own-jobs", Duration.ofMillis(1), () -> {
            if (broken.get()) {
                throw new IllegalStateException("planned");
            }
            return false;
        })) {
            worker.start();
            await().until(() -> Worker.failing(1).contains("rollcall-test-own-jobs"));
            assertThat(Worker.failing(100)).doesNotContain("rollcall-test-own-jobs");
            broken.set(false);
            await().until(() -> !Worker.failing(1).contains("rollcall-test-own-jobs"));
        }
    }
}
