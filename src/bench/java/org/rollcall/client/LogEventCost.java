package org.rollcall.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code logEvent} costs its caller: calls without a pause, with nobody at the address, as
 * {@code clients/python/bench_log_event.py} measures the other client.
 */
public final class LogEventCost {
    private LogEventCost() {}

    /** The argument is the number of calls, 100,000 unless given. */
    public static void main(String[] arguments) throws IOException {
        int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        Path folder = Files.createTempDirectory("rollcall-cost-");
        long[] took = new long[calls];
        double before = resident();
        long began = System.nanoTime();
        try (RollcallClient client =
                RollcallClient.connect(URI.create("http://127.0.0.1:9"), "gate-1", "nobody", folder.resolve("spool"))) {
            for (int i = 0; i < calls; i++) {
                long start = System.nanoTime();
                client.logEvent(
                        "scan",
                        "Attendance recorded: 2021001",
                        Map.of("student_id", "2021001", "record_id", i, "scan_type", "time_in", "status", "present"));
                took[i] = System.nanoTime() - start;
            }
            double whole = (System.nanoTime() - began) / 1e9;
            double after = resident();
            Arrays.sort(took);
            System.out.printf(Locale.ROOT, "Java %s, %d calls in %.2f s%n", Runtime.version(), calls, whole);
            System.out.printf(
                    Locale.ROOT,
                    "microseconds a call: median %.1f, 90 %% %.1f, 99 %% %.1f, 99.9 %% %.1f, worst %.0f%n",
                    micros(took, 0.5),
                    micros(took, 0.9),
                    micros(took, 0.99),
                    micros(took, 0.999),
                    micros(took, 1));
            System.out.printf(Locale.ROOT, "resident memory: %.0f MiB before, %.0f MiB after%n", before, after);
            System.out.println(client.status());
        }
    }

    private static double micros(long[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))] / 1e3;
    }

    private static double resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(Double.NaN);
    }
}
