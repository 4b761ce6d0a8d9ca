package org.rollcall.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.rollcall.client.RollcallClient;

/**
 * Many simulated stations as one program, each reporting through a client of its own: a turn a tenth of a second, until a
 * signal comes or the process that it belongs to is gone. {@code --stations N --stations-csv FILE} writes their registry and ends.
 */
public final class AttendanceFleet {
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Duration DRAIN = Duration.ofMinutes(5);
    private static final Duration LAST_TURN = Duration.ofSeconds(20);

    private AttendanceFleet() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            if (args.length == 4 && args[2].equals("--stations-csv")) {
                List<FleetPlan.Place> places = FleetPlan.stations(FleetOptions.stations(args[1]));
                Files.writeString(Path.of(args[3]), FleetPlan.csv(places));
                return;
            }
            FleetOptions options = FleetOptions.parse(args, System.getenv(), System.nanoTime());
            if (options.drain()) {
                System.exit(drain(options) ? 0 : 1);
            }
            run(options);
        } catch (IllegalArgumentException e) {
            System.err.println("start_attendance: " + e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            System.err.println("start_attendance: " + e);
            System.exit(1);
        }
    }

    /** Sends what the spools have; whether the server has it all. */
    private static boolean drain(FleetOptions options) {
        List<RollcallClient> clients = new ArrayList<>();
        for (FleetPlan.Place place : FleetPlan.stations(options.stations())) {
            clients.add(RollcallClient.builder(options.report())
                    .login(place.name(), options.password(place.name()))
                    .spool(options.folder().resolve(place.name()).resolve("spool"))
                    .connect());
        }
        boolean all = true;
        for (RollcallClient client : clients) {
            all &= client.flush(DRAIN);
            client.close();
        }
        return all;
    }

    private static void run(FleetOptions options) throws IOException, InterruptedException {
        var random = new SplittableRandom(options.seed());
        List<ReportingStation> stations = new ArrayList<>();
        for (FleetPlan.Place place : FleetPlan.stations(options.stations())) {
            stations.add(new ReportingStation(
                    place, options, options.password(place.name()), random.split(), Instant.now()));
        }
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        // A signal lets every client spool and send what it has.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(stop, stopped), "fleet-stop"));
        Optional<ProcessHandle> owner = options.whilePid().isPresent()
                ? ProcessHandle.of(options.whilePid().getAsLong())
                : Optional.of(ProcessHandle.current());
        System.out.println("start_attendance: " + options);
        try {
            while (owner.filter(ProcessHandle::isAlive).isPresent()
                    && !stop.await(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                for (ReportingStation station : stations) {
                    station.turn(Instant.now());
                }
            }
        } finally {
            close(stations);
            stopped.countDown();
        }
    }

    private static void close(List<ReportingStation> stations) throws InterruptedException {
        List<Thread> closing = new ArrayList<>();
        for (ReportingStation station : stations) { // all at once: each may take two seconds
            Thread thread = new Thread(() -> close(station), "fleet-close");
            thread.start();
            closing.add(thread);
        }
        for (Thread thread : closing) {
            thread.join();
        }
    }

    private static void close(ReportingStation station) {
        try {
            station.close();
        } catch (IOException e) {
            System.err.println("start_attendance: " + e);
        }
    }

    private static void await(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            stopped.await(LAST_TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
