package org.rollcall.browser;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Watches what a busy fleet costs the browser, for scripts/bench_page.sh: fifty stations that report so many scans a
 * second, and in Chromium the fleet, its table, one station and the wall as tabs; or one that reports them all, and its page
 * alone. Prints for each page the long tasks while it ran, and the memory of its scripts and the nodes of its document at the
 * start and at the end, after collections; of one page alone also how long its thread ran in a task, without what it waited
 * for a core. Exits with 1 when a task took over 100 ms, when one ran over 50 ms, or memory grew by more than a fifth and
 * half a megabyte.
 */
public final class FleetLoad {
    private static final int WARM_UP_SECONDS = 20;
    private static final int REPORTERS = 8;
    private static final String HOME = "gate-a";
    private static final String STATION = "dashboard?station=" + HOME;
    private static final Duration LONGEST_RUN = Duration.ofMillis(50);
    private static final long LONGEST_MILLIS = 100;
    private static final double GROWTH = 1.2;
    private static final long NOISE = 512 * 1024;
    private static final String OBSERVER = """
            window.longTasks = [];
            new PerformanceObserver(list => longTasks.push(...list.getEntries().map(task => [task.startTime, task.duration])))
              .observe({ type: 'longtask', buffered: true });""";

    /** A page under watch. */
    private record Watched(String path, Page page, CDPSession session) {
        Cost cost() {
            session.send("HeapProfiler.collectGarbage");
            JsonObject heap = session.send("Runtime.getHeapUsage");
            JsonObject counters = session.send("Memory.getDOMCounters");
            return new Cost(
                    heap.get("usedSize").getAsLong(),
                    counters.get("nodes").getAsLong(),
                    spent("TaskDuration"),
                    spent("ScriptDuration"),
                    spent("RecalcStyleDuration") + spent("LayoutDuration"));
        }

        /** Seconds of the page's thread since it began. */
        private double spent(String name) {
            for (JsonElement metric : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
                if (metric.getAsJsonObject().get("name").getAsString().equals(name)) {
                    return metric.getAsJsonObject().get("value").getAsDouble();
                }
            }
            throw new IllegalStateException("the browser does not say " + name);
        }

        /** Milliseconds of the page's own clock. */
        double now() {
            return ((Number) page.evaluate("() => performance.now()")).doubleValue();
        }

        /** How long each of them took that began after that; of an earlier one it may be told only now. */
        List<Double> longTasks(double since) {
            return ((List<?>) page.evaluate(
                            "since => window.longTasks.filter(([start]) => start > since).map(([, took]) => took)",
                            since))
                    .stream().map(millis -> ((Number) millis).doubleValue()).toList();
        }
    }

    /** What a page holds, and the seconds that its thread has worked. */
    private record Cost(long bytes, long nodes, double tasks, double scripts, double layout) {}

    private FleetLoad() {}

    public static void main(String[] arguments) throws Exception {
        int minutes = Integer.parseInt(arguments[0]);
        int rate = Integer.parseInt(arguments[1]);
        boolean one = arguments[2].equals("one");
        Path data = Files.createTempDirectory("rollcall-fleet");
        boolean good;
        FleetSchool.register(data);
        try (BrowserServer server = BrowserServer.start(data, Map.of("ROLLCALL_STATION", HOME), FleetSchool.names());
                FleetSchool school = FleetSchool.open(server.address());
                Chromium chromium = Chromium.start()) {
            school.live();
            good = watch(server, school, chromium, minutes, rate, one);
        } finally {
            delete(data);
        }
        System.exit(good ? 0 : 1);
    }

    private static boolean watch(
            BrowserServer server, FleetSchool school, Chromium chromium, int minutes, int rate, boolean one)
            throws IOException {
        var sent = new AtomicLong();
        ScheduledExecutorService reporters = report(school, rate, one, sent);
        try {
            BrowserContext browser = chromium.browser();
            List<Watched> pages = new ArrayList<>();
            for (String path : one ? List.of(STATION) : List.of("dashboard", "dashboard?view=table", STATION, "wall")) {
                pages.add(open(server, browser, path));
            }
            Page first = pages.get(0).page();
            first.waitForTimeout(WARM_UP_SECONDS * 1000.0);
            List<Cost> before = pages.stream().map(Watched::cost).toList();
            List<Double> began = pages.stream().map(Watched::now).toList();
            long sentBefore = sent.get();
            Optional<PageTasks> record = one ? Optional.of(PageTasks.record(first)) : Optional.empty();
            first.waitForTimeout(minutes * 60_000.0);
            double reported = (sent.get() - sentBefore) / (minutes * 60.0);
            System.out.printf(
                    Locale.ROOT,
                    "%d stations, %.1f scans and as many syncs a second %s for %d min%n",
                    FleetSchool.names().size(),
                    reported,
                    one ? "at one of them" : "by all",
                    minutes);
            boolean good = reported > 0.9 * rate;
            for (int i = 0; i < pages.size(); i++) {
                good &= tell(pages.get(i), before.get(i), began.get(i), one, minutes * 60);
            }
            good &= record.isEmpty() || tell(record.get().end());
            chromium.complaints().forEach(System.out::println);
            return good && chromium.complaints().isEmpty();
        } finally {
            reporters.shutdownNow();
        }
    }

    private static ScheduledExecutorService report(FleetSchool school, int rate, boolean one, AtomicLong sent) {
        Runnable scan = () -> {
            if (one) {
                school.scan(HOME, String.valueOf(2_021_000 + sent.get() % 1_000));
            } else {
                school.scans(1);
            }
            sent.incrementAndGet();
        };
        ScheduledExecutorService reporters = Executors.newScheduledThreadPool(REPORTERS);
        long period = 1_000_000L * REPORTERS / rate;
        for (int i = 0; i < REPORTERS; i++) {
            reporters.scheduleAtFixedRate(scan, period * i / REPORTERS, period, TimeUnit.MICROSECONDS);
        }
        return reporters;
    }

    /** Whether the page's thread ran in no task for too long. */
    private static boolean tell(List<PageTasks.Task> tasks) {
        Comparator<Duration> byLength = Comparator.naturalOrder();
        Duration ran = tasks.stream().map(PageTasks.Task::ran).max(byLength).orElseThrow();
        Duration took = tasks.stream().map(PageTasks.Task::took).max(byLength).orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "of %d tasks of the page's thread the longest ran %.1f ms; the longest with what it waited took %.1f ms%n",
                tasks.size(),
                ran.toNanos() / 1e6,
                took.toNanos() / 1e6);
        return ran.compareTo(LONGEST_RUN) <= 0;
    }

    private static Watched open(BrowserServer server, BrowserContext browser, String path) {
        Page page = browser.newPage();
        page.addInitScript(OBSERVER);
        page.navigate(server.address() + "/" + path);
        CDPSession session = page.context().newCDPSession(page);
        session.send("Performance.enable");
        return new Watched(path, page, session);
    }

    private static boolean tell(Watched watched, Cost before, double began, boolean recorded, int seconds) {
        List<Double> tasks = watched.longTasks(began);
        Cost after = watched.cost();
        double longest = tasks.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        boolean late = longest > LONGEST_MILLIS && !recorded; // the record has said what of it was waiting
        boolean grew = after.bytes() > before.bytes() * GROWTH && after.bytes() - before.bytes() > NOISE;
        System.out.printf(
                Locale.ROOT,
                "%-26s tasks over 50 ms: %d, over 100 ms: %d, longest %.0f ms; %.0f ms a second, %.0f scripts, %.0f styles and layout; "
                        + "heap %.2f to %.2f MB; nodes %d to %d%s%n",
                watched.path(),
                tasks.size(),
                tasks.stream().filter(millis -> millis > 100).count(),
                longest,
                (after.tasks() - before.tasks()) * 1_000 / seconds,
                (after.scripts() - before.scripts()) * 1_000 / seconds,
                (after.layout() - before.layout()) * 1_000 / seconds,
                before.bytes() / 1e6,
                after.bytes() / 1e6,
                before.nodes(),
                after.nodes(),
                late ? "  TOO LONG" : grew ? "  GREW" : "");
        return !late && !grew;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
