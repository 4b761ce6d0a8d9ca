package org.rollcall.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Makes the README's pictures for scripts/screenshots.sh.
 *
 * <ul>
 *   <li>{@code zone}: prints a zone where a school morning is under way
 *   <li>{@code morning FILE ZONE}: writes the morning until now into an attendance database
 *   <li>{@code shoot ADDRESS FOLDER}: takes the pictures; the password is in ROLLCALL_VIEWER_PASSWORD
 *   <li>{@code fleet ZONE DATA FOLDER}: starts a server with fifty stations, some of them in trouble, and takes its pictures
 * </ul>
 */
public final class Screenshots {
    private static final Duration GATE_OPENED = Duration.ofMinutes(75);
    private static final Duration RUSH = Duration.ofMinutes(8);
    private static final double BUSIEST_MINUTE = 16;

    private static final String ZONES = """
            Asia/Manila Asia/Bangkok Asia/Dhaka Asia/Tashkent Asia/Dubai Africa/Nairobi Africa/Maputo Africa/Lagos \
            Africa/Accra Atlantic/Cape_Verde America/Noronha America/Sao_Paulo America/Caracas America/Lima \
            America/Guatemala America/Phoenix Etc/GMT+8 Etc/GMT+9 Pacific/Honolulu Pacific/Pago_Pago Etc/GMT+12 \
            Asia/Tokyo Australia/Brisbane Pacific/Guadalcanal Pacific/Tarawa""";

    private Screenshots() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "zone" -> System.out.println(zone());
            case "morning" -> morning(Path.of(arguments[1]), ZoneId.of(arguments[2]));
            case "shoot" -> shoot(arguments[1], Path.of(arguments[2]), System.getenv("ROLLCALL_VIEWER_PASSWORD"));
            case "fleet" -> fleet(arguments[1], Path.of(arguments[2]), Path.of(arguments[3]));
            default -> throw new IllegalArgumentException("not zone, morning, shoot or fleet: " + arguments[0]);
        }
    }

    /** Whole hours from UTC, so that it is between seven and eight in one of them at any time of a day. */
    private static ZoneId zone() {
        for (String name : ZONES.split("\\s+")) {
            ZoneId zone = ZoneId.of(name);
            if (ZonedDateTime.now(zone).getHour() == 7) {
                return zone;
            }
        }
        return ZoneId.of("Asia/Manila");
    }

    private static void morning(Path file, ZoneId zone) throws SQLException {
        var chance = new Random(7);
        Instant now = Instant.now();
        Instant minute = now.minus(GATE_OPENED).truncatedTo(ChronoUnit.MINUTES);
        try (School school = School.open(file, zone)) {
            for (int student = 0; minute.isBefore(now); minute = minute.plusSeconds(60)) {
                double away = Duration.between(minute, now.minus(RUSH)).toSeconds() / 1500.0;
                long scans = Math.round(BUSIEST_MINUTE * Math.exp(-away * away) * (0.7 + 0.6 * chance.nextDouble()));
                Instant begin = minute;
                int first = student;
                school.together(() -> {
                    for (int i = 0; i < scans; i++) {
                        Instant at = begin.plusMillis(60_000L * i / Math.max(1, scans));
                        if (at.isBefore(now.minusSeconds(4))) {
                            school.synced(school.scan(String.valueOf(2021000 + first + i), at), at.plusSeconds(3));
                        }
                    }
                });
                student += (int) scans;
            }
        }
    }

    private static void fleet(String zone, Path data, Path folder) throws Exception {
        Files.createDirectories(data);
        FleetSchool.register(data);
        Map<String, String> settings = Map.of("ROLLCALL_STATION", "gate-a", "ROLLCALL_ZONE", zone);
        try (BrowserServer server = BrowserServer.start(data, settings, FleetSchool.names());
                FleetSchool school = FleetSchool.open(server.address());
                Chromium chromium = Chromium.start()) {
            school.morning();
            school.live();
            for (String station : FleetSchool.names()) {
                school.component(station, "camera", "online", "640x480");
                school.component(station, "cloud", "online", "");
            }
            school.leave("lab-3");
            school.component("lab-3", "cloud", "offline", "no route to host");
            Stream.of("gate-b", "x-gate", "x-301", "x-302", "x-303", "x-304", "x-305")
                    .forEach(school::silence);
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> server.get("api/fleet").contains("\"link:annex\""));
            school.scans(40);
            for (ColorScheme scheme : ColorScheme.values()) {
                if (scheme != ColorScheme.NO_PREFERENCE) {
                    String suffix = scheme.name().toLowerCase(Locale.ROOT) + ".png";
                    shoot(chromium.page(1366, 768, scheme), server, "dashboard", folder.resolve("fleet-" + suffix));
                    shoot(chromium.page(1920, 1080, scheme), server, "wall", folder.resolve("wall-" + suffix));
                }
            }
            shoot(chromium.page(390, 844, ColorScheme.LIGHT), server, "dashboard", folder.resolve("fleet-phone.png"));
            shoot(
                    chromium.page(1366, 768, ColorScheme.LIGHT),
                    server,
                    "dashboard?view=table",
                    folder.resolve("fleet-table.png"));
            if (!chromium.complaints().isEmpty()) {
                throw new IllegalStateException("the browser complains: " + chromium.complaints());
            }
        }
    }

    private static void shoot(Page page, BrowserServer server, String path, Path file) {
        page.navigate(server.address() + "/" + path);
        assertThat(page.locator(".badge-word")).hasText("Live");
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
        page.context().close();
    }

    private static void shoot(String address, Path folder, String password) {
        try (Chromium chromium = Chromium.start()) {
            shoot(chromium, address, password, ColorScheme.LIGHT, folder.resolve("dashboard-light.png"));
            shoot(chromium, address, password, ColorScheme.DARK, folder.resolve("dashboard-dark.png"));
            var phone = new Browser.NewContextOptions()
                    .setViewportSize(390, 844)
                    .setDeviceScaleFactor(2)
                    .setIsMobile(true)
                    .setHasTouch(true);
            shoot(chromium.open(phone, BrowserServer.USER, password), address, folder.resolve("dashboard-phone.png"));
            if (!chromium.complaints().isEmpty()) {
                throw new IllegalStateException("the browser complains: " + chromium.complaints());
            }
        }
    }

    private static void shoot(Chromium chromium, String address, String password, ColorScheme scheme, Path file) {
        var desk = new Browser.NewContextOptions().setViewportSize(1440, 900).setColorScheme(scheme);
        shoot(chromium.open(desk, BrowserServer.USER, password), address, file);
    }

    private static void shoot(Page page, String address, Path file) {
        page.navigate(address + "/dashboard");
        assertThat(page.locator(".badge-word")).hasText("Live");
        // A row that has just come has a ground for a moment.
        assertThat(page.locator(".events > li[data-new]")).hasCount(0);
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
        page.context().close();
    }
}
