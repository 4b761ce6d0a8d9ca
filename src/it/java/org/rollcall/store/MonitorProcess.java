package org.rollcall.store;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Rules;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.log.EventLog;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.StoreException;
import org.rollcall.monitor.MonitorSettings;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/**
 * A process that does nothing but write: the journal and the monitor without a server, so that a test can kill it, take
 * its disk away or look at its system calls.
 *
 * <p>{@code MonitorProcess <folder> <next number of each writer, by commas> [<receipts until it stops> [<durability>]]}. Each writer
 * hands in the next number only after a receipt, and the same one again when the store was unavailable. Every line on
 * standard output is one {@code write} call, so what is in the pipe outlives the process:
 *
 * <pre>
 * U id            up; the last id that the store knows
 * A key id        accepted;  D key id  a duplicate of;  X key  unavailable
 * S id crc        shown: a reader of the ring saw this entry, with the sum of its bytes
 * T state epoch   the store's state is another one;  R n  how many events a reader got then
 * E               stopped politely
 * </pre>
 */
final class MonitorProcess {
    private static final String STATION = "gate-1";
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final SqliteJournal journal;
    private final EventLog log;
    private final RealtimeMonitor monitor;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping; // set once, by the stop

    private MonitorProcess(Path folder, StoreSettings.Durability durability) {
        Clock clock = Clock.systemUTC();
        Json json = new Json(ZoneOffset.UTC);
        this.journal = SqliteJournal.open(new StoreSettings(folder, durability), json, clock.instant());
        this.log = new EventLog(8_192, 8L * 1024 * 1024, journal.last());
        StationSettings station = new StationSettings(List.of(), ZoneOffset.UTC, Duration.ofMinutes(15));
        this.monitor = new RealtimeMonitor(
                journal,
                log,
                new StationBoard(station, STATION, clock.instant()),
                new AlertBook(new Rules(List.of()), 10),
                new EventJson(json),
                new MonitorSettings(STATION, ZoneOffset.UTC, 100, 10, 10_000),
                clock,
                System::nanoTime);
    }

    public static void main(String[] arguments) throws Exception {
        int receipts = arguments.length > 2 ? Integer.parseInt(arguments[2]) : Integer.MAX_VALUE;
        StoreSettings.Durability durability =
                arguments.length > 3 ? StoreSettings.Durability.valueOf(arguments[3]) : StoreSettings.Durability.FULL;
        new MonitorProcess(Path.of(arguments[0]), durability).run(arguments[1].split(",", -1), receipts);
    }

    private void run(String[] next, int receipts) throws InterruptedException {
        print("U " + journal.last());
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        monitor.start();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < next.length; i++) {
            String name = "w" + i;
            int from = Integer.parseInt(next[i]);
            writers.add(start(() -> write(name, from, receipts)));
        }
        start(this::showRing);
        start(this::showState);
        for (Thread writer : writers) {
            writer.join();
        }
        if (!stopping) {
            System.exit(0);
        }
    }

    private Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
        return thread;
    }

    private void write(String writer, int from, int receipts) {
        int done = 0;
        for (int n = from; !stopping && done < receipts; n++) {
            String key = writer + "-" + n;
            while (!stopping && !hand(key)) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            done++;
        }
    }

    private boolean hand(String key) {
        Receipt receipt = monitor.accept(new Signal.Occurrence(
                        STATION,
                        "scan",
                        "Attendance recorded: " + key,
                        Map.of("record_id", key, "note", "n".repeat(200)),
                        Optional.empty(),
                        Optional.of(key)))
                .join();
        if (receipt instanceof Receipt.Accepted accepted) {
            print("A " + key + " " + accepted.id());
            return true;
        }
        if (receipt instanceof Receipt.Duplicate duplicate) {
            print("D " + key + " " + duplicate.id());
            return true;
        }
        print("X " + key);
        return false;
    }

    private void showRing() {
        long next = log.last().sequence() + 1;
        while (!stopping) {
            EventId last = log.last();
            while (next <= last.sequence()) {
                Optional<Frame> frame = log.at(next);
                if (frame.isPresent()) {
                    CRC32 crc = new CRC32();
                    crc.update(frame.get().json());
                    print("S " + frame.get().id() + " " + crc.getValue());
                }
                next++;
            }
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private void showState() {
        String before = "";
        while (!stopping) {
            String state = monitor.snapshot().store().state();
            if (!state.equals(before)) {
                before = state;
                print("T " + state + " " + log.last().epoch());
                print("R " + read());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private int read() {
        try {
            return journal.events(EventQuery.newest(50)).size();
        } catch (StoreException e) {
            return -1;
        }
    }

    private void stop() {
        stopping = true;
        try {
            monitor.drain(DRAIN);
            for (Thread thread : threads) {
                thread.join(DRAIN.toMillis()); // what they were promised is printed
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        monitor.close();
        journal.close();
        print("E");
    }

    private void print(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
