package org.rollcall.stream;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the stream costs, on this machine: a table for docs/bench/stream.md.
 *
 * <pre>
 * StreamLoad [--url URL --pid PID] [--rounds 3] [--seconds 4] [--warm 30] [--java-opts OPTIONS] [CELL...]
 * </pre>
 *
 * <p>Cells: {@code saturation 5000x100 1000x100 1000x10 100x100 1x100 idle}, which is the matrix and what is run without
 * one; and {@code filters slow stalled storm}. Without a URL it starts a server of its own on a new data folder.
 */
public final class StreamLoad {
    private static final List<String> MATRIX =
            List.of("saturation", "5000x100", "1000x100", "1000x10", "100x100", "1x100", "idle");
    private static final String HELP = """
            scripts/bench.sh --stream [--url URL --pid PID] [--rounds 3] [--seconds 4] [--warm 30] [--java-opts OPTIONS] [CELL...]

            saturation                              1,000 clients, as fast as they take it
            5000x100 1000x100 1000x10 100x100 1x100 clients x events a second; any others will do
            idle                                    heap of a client to which nothing happens
            filters                                 1,000 clients with none, one and twenty filters
            slow stalled                            one of 100, 50 of 1,000 stop reading for 20 s
            storm                                   5,000 clients after a kill -9; needs a server of its own

            Without a cell: the first seven. Without a URL a server is started on a new data folder.
            """;
    private static final Set<String> OPTIONS =
            Set.of("--url", "--pid", "--rounds", "--seconds", "--warm", "--java-opts");
    private static final int NEEDED = 65_536;
    private static final int TWENTY = 20;

    private final Map<String, String> options;
    private final Server server;
    private final Cells cells;
    private final int rounds;
    private final double seconds;

    private StreamLoad(Map<String, String> options, Server server) {
        this.options = options;
        this.server = server;
        this.cells = new Cells(server);
        this.rounds = Integer.parseInt(options.getOrDefault("--rounds", "3"));
        this.seconds = Double.parseDouble(options.getOrDefault("--seconds", "4"));
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>();
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            if (OPTIONS.contains(arguments[i]) && i + 1 < arguments.length) {
                options.put(arguments[i], arguments[++i]);
            } else {
                asked.add(arguments[i].replaceFirst("^--", ""));
            }
        }
        if (asked.contains("help")) {
            System.out.println(HELP);
            return;
        }
        tellLimit();
        String folder = System.getProperty("rollcall.bench.folder", "target/bench");
        OptionalLong pid = options.containsKey("--pid")
                ? OptionalLong.of(Long.parseLong(options.get("--pid")))
                : OptionalLong.empty();
        try (Server server = options.containsKey("--url")
                ? Server.at(URI.create(options.get("--url")), pid)
                : Server.start(Path.of(folder), options.getOrDefault("--java-opts", "-Xmx512m"))) {
            new StreamLoad(options, server).run(asked.isEmpty() ? MATRIX : asked);
        }
    }

    private static void tellLimit() throws IOException {
        Path limits = Path.of("/proc/self/limits");
        if (!Files.exists(limits)) {
            return;
        }
        for (String line : Files.readAllLines(limits)) {
            if (line.startsWith("Max open files")) {
                String most = line.substring(14).strip().split("\\s+")[0];
                if (!most.equals("unlimited") && Long.parseLong(most) < NEEDED) {
                    System.err.println("this shell may open " + most + " files; " + NEEDED
                            + " is what the largest cells were measured with: ulimit -n " + NEEDED);
                }
            }
        }
    }

    private void run(List<String> asked) throws IOException, InterruptedException {
        warm(Double.parseDouble(options.getOrDefault("--warm", "30")));
        boolean begun = false;
        for (String cell : asked) {
            if (MATRIX.contains(cell) && !cell.equals("idle") && !begun) {
                begun = true;
                System.out.println("| cell | deliveries/s | lost | wrong | p50 ms | p99 ms | longest ms | CPU-s/M |");
                System.out.println("|---|---|---|---|---|---|---|---|");
            }
            run(cell);
        }
    }

    /** Until the compiler is through with what is hot. */
    private void warm(double length) throws IOException, InterruptedException {
        long end = System.nanoTime() + (long) (length * 1e9);
        while (System.nanoTime() < end) {
            cells.saturation(200, 10_000);
            cells.steady(1_000, 100, 3);
        }
    }

    private void run(String cell) throws IOException, InterruptedException {
        switch (cell) {
            case "saturation" -> row("1,000 clients, saturation", () -> cells.saturation(1_000, 20_000));
            case "idle" -> idle();
            case "filters" -> filters();
            case "slow" -> System.out.println(cells.stalling(100, 1, 300, true));
            case "stalled" -> System.out.println(cells.stalling(1_000, 50, 100, false));
            case "storm" -> storm();
            default -> {
                String[] parts = cell.split("x", 2);
                if (parts.length != 2) {
                    throw new IllegalArgumentException("no such cell: " + cell + "; good: 1000x100");
                }
                int clients = Integer.parseInt(parts[0]);
                double rate = Double.parseDouble(parts[1]);
                row(
                        String.format(Locale.ROOT, "%,d clients, %.0f events/s", clients, rate),
                        () -> cells.steady(clients, rate, seconds));
            }
        }
    }

    private void storm() throws IOException, InterruptedException {
        if (!server.isOwn()) {
            throw new IllegalArgumentException("the storm kills its server: leave --url away");
        }
        System.out.println(cells.storm(5_000, 300, Server.MANY));
        server.kill();
        server.launch(Server.MANY);
        System.out.println(cells.storm(5_000, 300, 4_000));
    }

    private void idle() throws IOException, InterruptedException {
        if (server.isOwn()) { // the connector keeps the buffers of connections that were
            server.kill();
            server.launch(Server.MANY);
        }
        System.out.printf(
                "heap of an idle client: %s%n",
                cells.idle(1_000)
                        .map(kilobytes -> String.format(Locale.ROOT, "%.1f KB", kilobytes))
                        .orElse("unknown without --pid"));
    }

    /** In turns, because the machine is never the same twice. */
    private void filters() throws IOException, InterruptedException {
        List<Cells.Figures> none = new ArrayList<>();
        List<Cells.Figures> one = new ArrayList<>();
        List<Cells.Figures> twenty = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            none.add(cells.steady(1_000, 100, seconds, client -> Cells.NO_FILTER));
            one.add(cells.steady(1_000, 100, seconds));
            twenty.add(cells.steady(1_000, 100, seconds, client -> Cells.ONE_FILTER + ",other-" + client % TWENTY));
        }
        System.out.println(line("1,000 clients, 100 events/s, no filter", none));
        System.out.println(line("the same, one filter", one));
        System.out.println(line("the same, " + TWENTY + " filters", twenty));
        System.out.printf(
                Locale.ROOT,
                "CPU with %d filters: %.2f of that without, %.2f of that with one%n",
                TWENTY,
                cpu(twenty) / cpu(none),
                cpu(twenty) / cpu(one));
    }

    private static double cpu(List<Cells.Figures> all) {
        return median(all.stream()
                .map(figures -> figures.cpuPerMillion().orElse(Double.NaN))
                .toList());
    }

    @FunctionalInterface
    private interface Measurement {
        Cells.Figures take() throws IOException, InterruptedException;
    }

    private void row(String name, Measurement measurement) throws IOException, InterruptedException {
        List<Cells.Figures> all = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            all.add(measurement.take());
        }
        System.out.println(line(name, all));
    }

    private static String line(String name, List<Cells.Figures> all) {
        Optional<Double> cpu = all.get(0).cpuPerMillion().map(any -> cpu(all));
        String troubles = all.stream()
                .map(Cells.Figures::trouble)
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %d | %d | %.1f | %.1f | %.1f | %s |%s",
                name,
                median(all.stream().map(Cells.Figures::rate).toList()),
                all.stream().mapToLong(Cells.Figures::lost).sum(),
                all.stream().mapToLong(Cells.Figures::wrong).sum(),
                median(all.stream().map(Cells.Figures::p50).toList()),
                median(all.stream().map(Cells.Figures::p99).toList()),
                median(all.stream().map(Cells.Figures::longest).toList()),
                cpu.map(given -> String.format(Locale.ROOT, "%.2f", given)).orElse("?"),
                troubles);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted(Comparator.naturalOrder()).toList();
        return sorted.get((sorted.size() - 1) / 2);
    }
}
