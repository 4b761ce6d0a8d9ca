package org.rollcall.monitor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.rollcall.event.Receipt;
import org.rollcall.event.Submission;

/**
 * Events a second from the sender to the receipt: admitted, folded, encoded, committed and shown. A sender makes its
 * signals itself and keeps at most {@link #WINDOW} without a receipt; a refused or repeated one is an error.
 *
 * <p>The secondary results are CPU time in microseconds an event: on a machine with other work they say more than events a
 * second. {@code monitorMicros} is the one thread that everything goes through. Its limit is
 * {@code SqliteInsertBench}, the same rows through the same driver.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 4)
@Fork(value = 1, jvmArgs = "-Xmx512m")
public class MonitorThroughputBench {
    private static final int EVENTS = 10_000;
    private static final int WINDOW = 4_000;

    /** The monitor under load. */
    @State(Scope.Benchmark)
    public static class Running {
        @Param({"1", "100", "1000"})
        int batch;

        @Param("full")
        String durability;

        private final Load load = new Load();
        private Whole whole;

        @Setup(Level.Trial)
        public void open() throws IOException {
            whole = new Whole(durability);
        }

        @TearDown(Level.Trial)
        public void close() {
            whole.close();
        }
    }

    /** CPU time of an iteration in microseconds an event: the whole process's, and its threads'. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {
        private static final OperatingSystemMXBean SYSTEM =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        public double processMicros;
        public double monitorMicros;
        public double linesMicros;
        private long process;
        private long monitor;
        private long lines;
        private long events;

        @Setup(Level.Iteration)
        public void begin() {
            events = 0;
            process = SYSTEM.getProcessCpuTime();
            monitor = nanos("rollcall-monitor");
            lines = nanos("rollcall-event-log");
        }

        @TearDown(Level.Iteration)
        public void end() {
            double thousands = Math.max(1, events) * 1e3;
            processMicros = (SYSTEM.getProcessCpuTime() - process) / thousands;
            monitorMicros = (nanos("rollcall-monitor") - monitor) / thousands;
            linesMicros = (nanos("rollcall-event-log") - lines) / thousands;
        }

        private static long nanos(String thread) {
            for (ThreadInfo info : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
                if (info != null && info.getThreadName().equals(thread)) {
                    return THREADS.getThreadCpuTime(info.getThreadId());
                }
            }
            return 0;
        }
    }

    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(EVENTS)
    public void oneSender(Running running, Cpu cpu) throws InterruptedException {
        send(running, cpu, 1);
    }

    @Benchmark
    @Threads(4)
    @OperationsPerInvocation(EVENTS)
    public void fourSenders(Running running, Cpu cpu) throws InterruptedException {
        send(running, cpu, 4);
    }

    private static void send(Running running, Cpu cpu, int senders) throws InterruptedException {
        Semaphore window = new Semaphore(WINDOW / senders);
        for (int sent = 0; sent < EVENTS; sent += running.batch) {
            window.acquire(running.batch);
            Submission submission = running.load.scans(running.batch);
            CompletableFuture<List<Receipt>> receipts = running.whole.monitor.accept(submission);
            receipts.thenAccept(list -> {
                for (Receipt receipt : list) {
                    if (!(receipt instanceof Receipt.Accepted)) {
                        throw new IllegalStateException(receipt.toString());
                    }
                }
                window.release(running.batch);
            });
        }
        window.acquire(WINDOW / senders);
        cpu.events += (long) EVENTS
                * senders
                * senders; // the figures of all senders are added up, and each sees the CPU time of all
    }
}
