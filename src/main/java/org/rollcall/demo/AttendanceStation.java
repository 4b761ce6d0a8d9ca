package org.rollcall.demo;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The simulated station as a program: a turn a tenth of a second, until a signal comes or the process that it belongs
 * to is gone.
 */
public final class AttendanceStation {
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Duration LAST_TURN = Duration.ofSeconds(6);

    private AttendanceStation() {}

    public static void main(String[] args) throws InterruptedException {
        StationOptions options;
        try {
            options = StationOptions.parse(args, System.getenv(), System.nanoTime());
        } catch (IllegalArgumentException e) {
            System.err.println("start_attendance: " + e.getMessage());
            System.exit(2);
            return;
        }
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        // A signal lets the turn finish: nothing is left half written for the next program that opens the file.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(stop, stopped), "attendance-stop"));
        int status = run(options, stop, stopped);
        if (stop.getCount() > 0) {
            System.exit(status);
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

    private static int run(StationOptions options, CountDownLatch stop, CountDownLatch stopped)
            throws InterruptedException {
        Optional<ProcessHandle> owner = options.whilePid().isPresent()
                ? ProcessHandle.of(options.whilePid().getAsLong())
                : Optional.of(ProcessHandle.current());
        try (AttendanceFile file = AttendanceFile.open(options.database(), options.timestamps())) {
            var morning =
                    new SchoolMorning(file, options, InstantSource.system(), new SplittableRandom(options.seed()));
            System.out.println("start_attendance: writing " + options.database() + " (seed " + options.seed() + ")");
            while (owner.filter(ProcessHandle::isAlive).isPresent()
                    && !stop.await(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                turn(morning);
            }
            return 0;
        } catch (SQLException | IOException e) {
            System.err.println("start_attendance: cannot use " + options.database() + ": " + e.getMessage());
            return 1;
        } finally {
            stopped.countDown();
        }
    }

    private static void turn(SchoolMorning morning) {
        try {
            morning.turn();
        } catch (SQLException e) {
            // The real station loses such a scan; this one says so and tries again.
            System.err.println("start_attendance: cannot write: " + e.getMessage());
        }
    }
}
