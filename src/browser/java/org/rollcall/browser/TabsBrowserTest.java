package org.rollcall.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many tabs of one browser, over HTTP/1.1, where a browser opens six connections to a server and no more. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TabsBrowserTest {
    private static final int TABS = 8;
    private static final Pattern CLIENTS = Pattern.compile("(?m)^rollcall_stream_clients (\\d+)");

    /** A page tries again after at most 30 s and a quarter. */
    private static final LocatorAssertions.HasTextOptions RECOVERED =
            new LocatorAssertions.HasTextOptions().setTimeout(60_000);

    @Test
    @DisplayName(
            "issue 5.6 eight tabs are live by one stream, survive one that is closed, and recover from a killed server")
    void eightTabsShareOneStream(@TempDir Path folder) throws Exception {
        try (var server = BrowserServer.start(folder);
                var school = School.open(server.database());
                var chromium = Chromium.start()) {
            List<Page> tabs = open(chromium, server, Collections.nCopies(TABS, "dashboard"));
            school.scan("2021100");
            for (Page tab : tabs) {
                assertThat(tab.locator(".event[data-type=scan]")).hasCount(1);
            }
            assertThat(streams(server)).isEqualTo(1);

            tabs.remove(0).close();
            school.scan("2021101");
            for (Page tab : tabs) {
                assertThat(tab.locator(".event[data-type=scan]")).hasCount(2);
            }
            assertThat(streams(server)).isEqualTo(1);

            server.kill();
            for (Page tab : tabs) {
                assertThat(tab.locator("#sentence .lead"))
                        .containsText(
                                "Not known since", new LocatorAssertions.ContainsTextOptions().setTimeout(15_000));
            }
            school.scan("2021102");
            server.startAgain();
            for (Page tab : tabs) {
                assertThat(tab.locator(".badge-word")).hasText("Live", RECOVERED);
                assertThat(tab.locator(".event-message").getByText("Attendance recorded: 2021102"))
                        .hasCount(1);
                assertThat(tab.locator(".event[data-type=scan]")).hasCount(3);
            }
            assertThat(streams(server)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName(
            "issue 5.6 of six views side by side four are live; one that rests says so, and goes on where it was when asked")
    void viewsThatAreTooManyTakeTurns(@TempDir Path folder) throws Exception {
        FleetSchool.register(folder);
        List<String> names = FleetSchool.names();
        try (var server = BrowserServer.start(folder, Map.of("ROLLCALL_STATION", names.get(0)), names);
                var school = FleetSchool.open(server.address());
                var chromium = Chromium.start()) {
            List<Page> tabs = open(
                    chromium,
                    server,
                    names.stream()
                            .limit(6)
                            .map(name -> "dashboard?station=" + name)
                            .toList());
            assertThat(tabs.get(0).locator(".badge-word")).containsText("Resting since");
            assertThat(tabs.get(0).locator("#sentence .lead")).containsText("Not known since");
            await().atMost(Duration.ofSeconds(40)).until(() -> streams(server) == 4);
            school.scan(names.get(0), "2021100");

            tabs.get(0).locator(".badge-try").click();

            assertThat(tabs.get(0).locator(".badge-word")).hasText("Live");
            assertThat(tabs.get(0).locator(".event[data-type=scan]")).hasCount(1);
            await().atMost(Duration.ofSeconds(40)).until(() -> streams(server) == 4);
            assertThat(tabs.get(2).locator(".badge-word")).containsText("Resting since");
        }
    }

    /** All tabs of one browser. */
    private static List<Page> open(Chromium chromium, BrowserServer server, List<String> paths) {
        BrowserContext browser = chromium.browser();
        List<Page> tabs = new ArrayList<>();
        for (String path : paths) {
            Page tab = browser.newPage();
            tab.navigate(server.address() + "/" + path);
            assertThat(tab.locator(".badge-word")).hasText("Live");
            tabs.add(tab);
        }
        return tabs;
    }

    private static int streams(BrowserServer server) throws IOException, InterruptedException {
        var found = CLIENTS.matcher(server.get("metrics"));
        assertThat(found.find()).as("the server says how many streams are open").isTrue();
        return Integer.parseInt(found.group(1));
    }
}
