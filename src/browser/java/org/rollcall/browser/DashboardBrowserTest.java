package org.rollcall.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page promises while everything works. */
class DashboardBrowserTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** What is closed at the end, whatever went wrong at the start. */
    private static final Deque<AutoCloseable> OPENED = new ArrayDeque<>();

    @TempDir
    private static Path folder;

    private static BrowserServer server;
    private static School school;
    private static Chromium chromium;

    private Page page;

    @BeforeAll
    static void start() throws Exception {
        server = BrowserServer.start(folder);
        OPENED.push(server);
        school = School.open(server.database());
        OPENED.push(school);
        chromium = Chromium.start();
        OPENED.push(chromium);
        seed();
    }

    /** A morning: enough scans without a sync for the alert of the success rate, and one of each kind of row. */
    private static void seed() throws Exception {
        for (int i = 0; i < 12; i++) {
            long record = school.scan("20210" + (10 + i));
            if (i < 6) {
                school.synced(record);
            }
        }
        school.queued(12, 3, "no route to host");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> server.get("api/status").contains("\"scans_today\":12")
                        && server.get("api/status").contains("\"synced_today\":6"));
    }

    @AfterAll
    static void stop() throws Exception {
        while (!OPENED.isEmpty()) {
            OPENED.pop().close();
        }
    }

    @BeforeEach
    void open() {
        chromium.complaints().clear();
        page = chromium.page();
        page.navigate(server.address() + "/dashboard");
        assertThat(page.locator(".badge-word")).hasText("Live");
    }

    @AfterEach
    void nothingIsComplainedOf() {
        page.context().close();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    @DisplayName("P1 the page moves within ten seconds of a new row")
    void thePageMovesWithinTenSecondsOfANewRow() throws Exception {
        long before = school.number(today("count(*)", "1"));
        Instant began = Instant.now();

        school.scan("2021777");

        assertThat(message("Attendance recorded: 2021777")).isVisible();
        assertThat(figure("scans")).hasText(String.valueOf(before + 1));
        assertThat(Duration.between(began, Instant.now())).isLessThan(SOON);
    }

    @Test
    @DisplayName("P2 the badge says live, then offline, then live")
    void theBadgeFollowsTheConnection() {
        // The browser's tools take the network from a page, but not from a worker; so this is also the page without
        // one.
        page.addInitScript("delete window.SharedWorker");
        page.reload();
        assertThat(page.locator(".badge-word")).hasText("Live");
        assertThat(page.locator("#badge")).hasAttribute("data-phase", "live");

        page.context().setOffline(true);
        page.evaluate("() => window.dispatchEvent(new Event('online'))");
        var patience =
                new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions().setTimeout(20_000);
        assertThat(page.locator(".badge-word")).containsText("Offline since", patience);
        assertThat(page.locator("#sentence .lead")).containsText("Not known since");
        assertThat(page.locator(".badge-try")).isVisible();

        page.context().setOffline(false);
        assertThat(page.locator(".badge-word")).containsText("Live", patience);
        // The browser itself reports the requests that failed in between.
        chromium.complaints().removeIf(complaint -> complaint.contains("ERR_INTERNET_DISCONNECTED"));
    }

    @Test
    @DisplayName("P3, P5 each stop has a shape and a word, and never colour alone")
    void eachStopHasAShapeAndAWord() {
        Locator stops = page.locator(".stop");
        assertThat(stops).hasCount(6);
        for (Locator stop : stops.all()) {
            assertThat(stop.locator(".node use")).hasAttribute("href", Pattern.compile("icons\\.svg#\\w+"));
            assertThat(stop.locator(".stop-word")).hasText(Pattern.compile("\\w+.*"));
        }
    }

    @Test
    @DisplayName("P10 to P14 the figures on the page are those of SQL")
    void theFiguresAreThoseOfSql() throws Exception {
        long scans = school.number(today("count(*)", "1"));
        long synced = school.number(today("count(*)", "synced = 1"));
        long lastHour = school.number("SELECT count(*) FROM attendance WHERE timestamp > '"
                + school.text(Instant.now().minus(Duration.ofHours(1))) + "'");

        assertThat(figure("scans")).hasText(String.valueOf(scans));
        assertThat(row("scans", "Last hour")).hasText(String.valueOf(lastHour));
        assertThat(figure("cloud")).hasText(String.valueOf(Math.floor(1000.0 * synced / scans) / 10));
        assertThat(row("cloud", "Synced today")).hasText(String.valueOf(synced));
        assertThat(figure("queue")).hasText(String.valueOf(school.number("SELECT count(*) FROM sync_queue")));
        assertThat(row("cloud", "Failed syncs"))
                .hasText(String.valueOf(school.number("SELECT count(*) FROM sync_queue WHERE retry_count > 0")));
    }

    @Test
    @DisplayName("P15 ten real minutes are drawn and told")
    void tenRealMinutes() {
        assertThat(page.locator("#minutes canvas")).isVisible();
        assertThat(page.locator("#minutes tbody tr")).hasCount(10);
        int told = page.locator("#minutes tbody td").allTextContents().stream()
                .filter(text -> text.matches("\\d+"))
                .mapToInt(Integer::parseInt)
                .sum();
        assertThat(told).isPositive();
    }

    @Test
    @DisplayName("P16 an alert is there once, with level, icon and first step, also after reconnecting")
    void anAlertIsThereOnce() {
        Locator alert = page.locator(".alert[data-level=warning]");
        assertThat(alert).hasCount(1);
        assertThat(alert.locator(".alert-level use")).hasAttribute("href", "icons.svg#warning");
        assertThat(alert.locator(".alert-level")).containsText("Warning");
        assertThat(alert.locator(".alert-step")).hasText(Pattern.compile(".+"));

        page.evaluate("() => window.dispatchEvent(new Event('online'))");
        assertThat(page.locator(".badge-word")).hasText("Live");
        assertThat(alert).hasCount(1);
    }

    @Test
    @DisplayName("P17 each type has its icon and colour")
    void eachTypeHasItsIconAndColour() throws Exception {
        long record = school.scan("2021888");
        assertThat(message("Attendance recorded: 2021888")).isVisible();
        school.synced(record);
        assertThat(message("Cloud sync successful: 2021888")).isVisible();
        school.queued(record, 10, "no route to host");
        assertThat(message(Pattern.compile("queued.*2021888|2021888.*queued")).first())
                .isVisible();

        List<String> scan = look("scan");
        assertThat(scan.get(0)).isEqualTo("icons.svg#scan");
        assertThat(look("photo").get(0)).isEqualTo("icons.svg#photo");
        assertThat(look("sync").get(0)).isEqualTo("icons.svg#sync");
        assertThat(look("warning").get(0)).isEqualTo("icons.svg#warning-line");
        assertThat(List.of(
                        scan.get(1),
                        look("photo").get(1),
                        look("sync").get(1),
                        look("warning").get(1)))
                .doesNotHaveDuplicates();
        school.change("DELETE FROM sync_queue WHERE record_id = ?", record);
    }

    @Test
    @DisplayName("P18 at most fifty events, older ones on demand")
    void atMostFiftyEvents() throws Exception {
        school.together(() -> {
            for (int i : IntStream.range(0, 60).toArray()) {
                school.scan("20229" + (10 + i));
            }
        });
        assertThat(message("Attendance recorded: 2022969")).isVisible();
        assertThat(page.locator(".events > li")).hasCount(50);
        // A crowd enters in several frames: in the end none is missing, and the newest is on top.
        assertThat(page.locator(".event-message"))
                .hasText(IntStream.range(0, 50)
                        .mapToObj(i -> (i % 2 == 0 ? "Photo saved: " : "Attendance recorded: ") + (2_022_969 - i / 2))
                        .toArray(String[]::new));

        page.locator(".feed-older").click();
        assertThat(page.locator(".events > li")).hasCount(100);
    }

    @Test
    @DisplayName("P21 markup in a message stays text")
    void markupStaysText() throws Exception {
        String markup = "<img src=x onerror=alert(1)>";
        page.onDialog(dialog -> {
            chromium.complaints().add("a dialog opened");
            dialog.dismiss();
        });

        school.scan(markup);

        assertThat(message("Attendance recorded: " + markup)).isVisible();
        assertThat(page.locator("#feed img")).hasCount(0);
        page.reload();
        assertThat(page.locator(".badge-word")).hasText("Live");
        assertThat(message("Attendance recorded: " + markup)).isVisible();
        assertThat(page.locator("img")).hasCount(0);
    }

    @Test
    @DisplayName("P22 every address in the page is relative")
    void everyAddressIsRelative() throws Exception {
        Matcher address = Pattern.compile("(?:href|src|action)=\"([^\"]*)\"").matcher(server.get("dashboard"));
        assertThat(address.results().map(found -> found.group(1)))
                .hasSizeGreaterThan(10)
                .noneMatch(found -> found.startsWith("/") || found.contains(":"));
    }

    @Test
    @DisplayName("P1 without script the first snapshot is there")
    void withoutScriptTheFirstSnapshotIsThere() {
        Page unscripted = chromium.unscriptedPage();
        unscripted.navigate(server.address() + "/dashboard");

        assertThat(unscripted.locator("#sentence h1")).hasText(Pattern.compile("\\w+.*\\."));
        assertThat(unscripted.locator(".stop[data-key=scans] .figure-value")).hasText(Pattern.compile("\\d+"));
        assertThat(unscripted.locator(".events > li").first()).isVisible();
        assertThat(unscripted.locator(".unscripted").first()).isVisible();
        unscripted.context().close();
    }

    @Test
    @DisplayName("P1 the old system's page works: a bare EventSource, onmessage, dashboard first")
    void theOldPageWorks() {
        Object first = page.evaluate("""
                () => new Promise((resolve, reject) => {
                  const source = new EventSource('/api/stream');
                  source.onmessage = frame => {
                    source.close();
                    const message = JSON.parse(frame.data);
                    resolve([message.type, typeof message.data.metrics.scans_today, message.data.system_state.camera_status]);
                  };
                  source.onerror = () => reject(new Error('lost'));
                })""");
        assertThat(((List<?>) first).get(0)).isEqualTo("dashboard");
        assertThat(((List<?>) first).get(1)).isEqualTo("number");
    }

    @Test
    void scriptsAndStylesWeighLessThanSixtyKilobytes() throws Exception {
        assertThat(Weight.ofScriptsAndStyles(page, server)).isBetween(20_000, 60 * 1024);
    }

    @Test
    void thePolicyForbidsInlineScriptAndStyle() {
        assertThat(page.navigate(server.address() + "/dashboard").headerValue("content-security-policy"))
                .contains("default-src")
                .doesNotContain("unsafe-inline")
                .doesNotContain("unsafe-eval");
    }

    @Test
    void theKeyboardReachesTheNewestEventAndOpensIt() {
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        assertThat(page.locator(".events > li .data")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator(".events > li .data")).hasCount(0);
    }

    @Test
    void anOpenedEventShowsTheJourneyOfItsRecord() throws Exception {
        Instant scan = Instant.now().minusSeconds(20);
        long record = school.scan("2021666", scan);
        school.synced(record, scan.plusSeconds(3));
        Locator sync = page.locator(".events > li")
                .filter(new Locator.FilterOptions().setHasText("Cloud sync successful: 2021666"));
        assertThat(sync).hasCount(1);

        sync.locator(".event").click();

        assertThat(sync.locator(".data .journey"))
                .hasText("scan " + school.text(scan).substring(11) + " · photo +0.0\u202fs · cloud +3.0\u202fs");
        assertThat(row("cloud", "Process time")).hasText(Pattern.compile("\\d.*, 95\u202f% under \\d.*"));
        page.keyboard().press("Escape");
        assertThat(sync.locator(".data")).hasCount(0);
    }

    @Test
    void aJourneyThatDoesNotComeIsADash() throws Exception {
        page.route(
                "**/api/journeys**",
                route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
                        .setStatus(503)
                        .setBody("{}")));
        school.scan("2021667");
        Locator scan = page.locator(".events > li")
                .filter(new Locator.FilterOptions().setHasText("Attendance recorded: 2021667"));
        assertThat(scan).hasCount(1);

        // The browser itself reports the answer.
        page.waitForConsoleMessage(
                new Page.WaitForConsoleMessageOptions()
                        .setPredicate(message -> message.text().contains("503")),
                () -> scan.locator(".event").click());

        assertThat(scan.locator(".data .journey")).hasText("—");
        chromium.complaints().removeIf(complaint -> complaint.contains("503"));
    }

    @Test
    void darkFollowsTheSystem() {
        Page dark = chromium.page(1440, 900, ColorScheme.DARK);
        dark.navigate(server.address() + "/dashboard");
        assertThat(dark.locator("body")).hasCSS("background-color", "rgb(15, 17, 19)");
        dark.context().close();
    }

    /** The icon of the newest event of a type, and its colour. */
    private List<String> look(String type) {
        Locator icon = page.locator(".event[data-type=" + type + "] svg").first();
        return List.of(
                icon.locator("use").getAttribute("href"),
                icon.evaluate("icon => getComputedStyle(icon).color").toString());
    }

    private Locator message(String text) {
        return page.locator(".event-message").getByText(text, new Locator.GetByTextOptions().setExact(true));
    }

    private Locator message(Pattern text) {
        return page.locator(".event-message").getByText(text);
    }

    private Locator figure(String stop) {
        return page.locator(".stop[data-key=" + stop + "] .figure-value");
    }

    private Locator row(String stop, String label) {
        return page.locator(".stop[data-key=" + stop + "] .pairs > div")
                .filter(new Locator.FilterOptions().setHasText(label))
                .locator("dd");
    }

    private static String today(String what, String where) {
        return "SELECT " + what + " FROM attendance WHERE substr(timestamp, 1, 10) = '" + School.today() + "' AND "
                + where;
    }
}
