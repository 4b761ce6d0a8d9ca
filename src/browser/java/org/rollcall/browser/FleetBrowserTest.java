package org.rollcall.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of fifty stations and the wall: one camera fails, one is off, one cloud is away, all others are fine. */
class FleetBrowserTest {
    private static final String STUDENT = "2021731";

    /** What is closed at the end, whatever went wrong at the start. */
    private static final Deque<AutoCloseable> OPENED = new ArrayDeque<>();

    @TempDir
    private static Path folder;

    private static BrowserServer server;
    private static FleetSchool school;
    private static Chromium chromium;

    private Page page;

    @BeforeAll
    static void start() throws Exception {
        FleetSchool.register(folder);
        server = BrowserServer.start(folder, Map.of("ROLLCALL_STATION", "gate-a"), FleetSchool.names());
        OPENED.push(server);
        school = FleetSchool.open(server.address());
        OPENED.push(school);
        for (String station : FleetSchool.names()) {
            school.component(station, "camera", "online", "640x480");
            school.component(station, "cloud", "online", "");
        }
        school.leave("lab-3");
        school.component("room-104", "camera", "error", "no device");
        school.component("gate-b", "camera", "offline", "");
        school.component("lab-3", "cloud", "offline", "no route to host");
        school.scans(60);
        school.scan("gate-a", STUDENT);
        chromium = Chromium.start();
        OPENED.push(chromium);
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> count("error") == 1 && count("warning") == 2 && count("fine") == 47);
    }

    private static int count(String state) throws Exception {
        var found = Pattern.compile("\"key\":\"" + state + "\",[^}]*\"count\":(\\d+)")
                .matcher(server.get("api/fleet"));
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
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
        page = chromium.page(1366, 768, ColorScheme.LIGHT);
    }

    @AfterEach
    void nothingIsComplainedOf() {
        page.context().close();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void withMoreThanOneStationItOpensOnTheFleet() {
        page.navigate(server.address() + "/");

        assertThat(page.locator("#sentence .lead")).hasText("3 things need you.");
        assertThat(page.locator(".tile")).hasCount(50);
        assertThat(page.locator(".place-name")).hasCount(5);
        assertThat(page).hasTitle("■ 3 things need you · All stations · Rollcall");
    }

    @Test
    void problemsComeFirstAndEachSaysWhatSinceWhenWhyAndWhatToDo() {
        go("dashboard");
        Locator problems = page.locator(".problem");
        assertThat(problems).hasCount(3);
        for (Locator problem : problems.all()) {
            assertThat(problem.locator("use")).hasAttribute("href", Pattern.compile("icons\\.svg#(error|warning)"));
            for (String part : List.of(".problem-word", ".problem-name", "time", ".problem-evidence", ".problem-do")) {
                assertThat(problem.locator(part)).hasText(Pattern.compile(".+"));
            }
        }
        assertThat(problems.first().locator(".problem-name")).hasText("Room 104");
    }

    @Test
    @DisplayName("the grid holds 50 stations on 1366x768 without scrolling")
    void theGridHoldsFiftyStationsWithoutScrolling() {
        go("dashboard");
        assertThat(page.evaluate("""
                () => [document.documentElement.scrollHeight <= innerHeight, document.documentElement.scrollWidth <= innerWidth,
                  [...document.querySelectorAll('.tile, .service')].every(it => it.getBoundingClientRect().bottom <= innerHeight)]""")).isEqualTo(List.of(true, true, true));
    }

    @Test
    void countsFilterTheAddressBarFollowsAndAReloadRestoresTheView() {
        go("dashboard");
        page.locator(".count[data-key=warning]").click();
        assertThat(page).hasURL(server.address() + "/dashboard?show=warning");
        assertThat(page.locator(".tile")).hasCount(2);
        page.locator(".count[data-key=error]").click();
        assertThat(page).hasURL(server.address() + "/dashboard?show=error,warning");
        page.locator("#views a").last().click();
        assertThat(page).hasURL(server.address() + "/dashboard?view=table&show=error,warning");

        page.reload();
        assertThat(page.locator(".badge-word")).hasText("Live");
        assertThat(page.locator(".row")).hasCount(3);
        assertThat(page.locator(".count[aria-pressed=true]")).hasCount(2);

        page.keyboard().press("t");
        assertThat(page.locator(".tile")).hasCount(3);
        page.locator(".count[data-key=all]").click();
        assertThat(page).hasURL(server.address() + "/dashboard");
        assertThat(page.locator(".tile")).hasCount(50);
    }

    @Test
    void anAddressAloneShowsItsViewAlsoWithoutScript() {
        Page unscripted = chromium.unscriptedPage();
        unscripted.navigate(server.address() + "/dashboard?view=table&show=error");
        assertThat(unscripted.locator(".row")).hasCount(1);
        assertThat(unscripted.locator(".row .row-name")).hasText("Room 104");
        unscripted.locator(".count[data-key=all]").click();
        assertThat(unscripted.locator(".row")).hasCount(50);
        unscripted.locator("#views a").first().click();
        assertThat(unscripted.locator(".tile")).hasCount(50);
        assertThat(unscripted.locator(".unscripted").first()).isVisible();
        unscripted.context().close();
    }

    @Test
    void theTableHasOneRowAStationAndARowIsALink() {
        go("dashboard");
        page.keyboard().press("t");
        assertThat(page.locator(".row")).hasCount(50);
        Locator row = page.locator(".row").filter(new Locator.FilterOptions().setHasText("Room 104"));
        assertThat(row.locator(".row-state")).hasText("Error");
        assertThat(row.locator(".row-place")).hasText("Main building");

        row.click();
        assertThat(page).hasURL(server.address() + "/dashboard?station=room-104");
    }

    @Test
    void aStationsPageIsBehindItsTileAndTheFilterIsThereOnTheWayBack() {
        go("dashboard");
        page.locator(".count[data-key=error]").click();
        page.locator(".tile").click();
        assertThat(page.locator(".badge-word")).hasText("Live");
        assertThat(page).hasURL(server.address() + "/dashboard?station=room-104");
        assertThat(page.locator("#station")).hasText("Room 104");
        assertThat(page.locator("#sentence")).hasAttribute("data-state", "error");
        assertThat(page.locator(".stop")).hasCount(6);

        page.goBack();
        assertThat(page).hasURL(server.address() + "/dashboard?show=error");
        assertThat(page.locator(".tile")).hasCount(1);

        page.locator(".tile").click();
        page.locator(".all-stations").click();
        assertThat(page).hasURL(server.address() + "/dashboard");
        assertThat(page.locator(".tile")).hasCount(50);
    }

    @Test
    void aStationsPageHearsOfItsStationAloneAndItsMenuLeadsToTheOthers() {
        go("dashboard?station=clinic");
        school.scan("office", "2021001");
        school.scan("clinic", "2021002");
        assertThat(page.locator("#feed")).containsText("Attendance recorded: 2021002");
        assertThat(page.locator("#feed")).not().containsText("2021001");

        page.locator("#stations summary").click();
        assertThat(page.locator("[data-station]")).hasCount(50);
        assertThat(page.locator("[data-station=clinic]")).hasAttribute("aria-current", "page");
        assertThat(page.locator("[data-station=room-104] .meta")).hasText("Error");
        page.keyboard().press("Escape");
        assertThat(page.locator(".stations-panel")).isHidden();
        page.locator("#stations summary").click();
        page.locator("[data-station=office]").click();
        assertThat(page.locator("#station")).hasText("Office");
    }

    @Test
    @DisplayName("P1 a scan moves the fleet by itself")
    void aScanMovesTheFleet() {
        go("dashboard");
        Locator scans = page.locator("#totals b").first();
        long before = Long.parseLong(scans.textContent().replace(",", ""));
        school.scan("lobby", "2021444");
        assertThat(scans)
                .hasText(String.valueOf(before + 1), new LocatorAssertions.HasTextOptions().setTimeout(30_000));
    }

    @Test
    @DisplayName("P21 markup in a title stays text")
    void markupStaysText() {
        for (String path : List.of("dashboard", "dashboard?view=table", "dashboard?station=hall-2", "wall")) {
            go(path);
            assertThat(page.getByText(FleetSchool.MARKUP).first()).hasText(FleetSchool.MARKUP);
            assertThat(page.locator(":is(.tile-name, .row-name, .wall-name, .stations-title, #station) b"))
                    .hasCount(0);
        }
    }

    @Test
    @DisplayName("P22 every address in the fleet's pages is relative")
    void everyAddressIsRelative() throws Exception {
        for (String path : List.of("dashboard", "wall")) {
            assertThat(Pattern.compile("(?:href|src|action)=\"([^\"]*)\"")
                            .matcher(server.get(path))
                            .results()
                            .map(found -> found.group(1)))
                    .hasSizeGreaterThan(10)
                    .noneMatch(found -> found.startsWith("/") || found.contains(":"));
        }
    }

    @Test
    void theArrowKeysReachEveryTileAndEnterOpensIt() {
        go("dashboard");
        page.locator(".tile").first().focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowDown");
        assertThat(page.locator(".tile:focus .tile-name")).hasText("Room 102");
        page.keyboard().press("End");
        assertThat(page.locator(".tile:focus .tile-name")).hasText("Stand");
        page.keyboard().press("ArrowUp");
        page.keyboard().press("ArrowLeft");
        assertThat(page.locator(".tile[tabindex='0']")).hasCount(1);
        String name = page.locator(".tile:focus .tile-name").textContent();
        page.keyboard().press("Enter");
        assertThat(page.locator("#station")).hasText(name);
    }

    @Test
    @DisplayName("P2 a page without its server shows nothing as fine")
    void aPageWithoutItsServerShowsNothingAsFine() {
        // The browser's tools take the network from a page, but not from a worker.
        page.addInitScript("delete window.SharedWorker");
        go("dashboard");
        page.context().setOffline(true);
        page.evaluate("() => window.dispatchEvent(new Event('online'))");
        assertThat(page.locator("#sentence .lead"))
                .containsText("Not known since", new LocatorAssertions.ContainsTextOptions().setTimeout(20_000));
        assertThat(page.locator("main [data-tone=fine], main [data-tone=error], main use[href$='#fine']"))
                .hasCount(0);
        page.context().setOffline(false);
        assertThat(page.locator("#sentence .lead"))
                .hasText("3 things need you.", new LocatorAssertions.HasTextOptions().setTimeout(20_000));
        chromium.complaints().removeIf(complaint -> complaint.contains("ERR_INTERNET_DISCONNECTED"));
    }

    @ParameterizedTest
    @CsvSource({"1920, 1080", "1366, 768"})
    @DisplayName("P19 the wall: no scrolling, no ids, no messages, letters to read from afar")
    void theWallHasNoIdsAndNoMessages(int width, int height) throws Exception {
        page.setViewportSize(width, height);
        go("wall");
        assertThat(page.locator(".wall-station")).hasCount(50);
        assertThat(page.locator(".wall-turn-words")).hasText("1 of 3 that need you");
        assertThat(page.evaluate("""
                () => [document.documentElement.scrollHeight <= innerHeight, document.documentElement.scrollWidth <= innerWidth,
                  [...document.querySelectorAll('.wall-station')].every(it => it.getBoundingClientRect().bottom <= innerHeight),
                  [...document.querySelectorAll('.wall-name')].every(it => parseFloat(getComputedStyle(it).fontSize) >= 24)]""")).isEqualTo(List.of(true, true, true, true));
        assertThat(server.get("wall") + page.content()).doesNotContain(STUDENT).doesNotContain("Attendance recorded");
    }

    @Test
    void theWallShowsOneProblemAtATimeAndAKeyHoldsIt() {
        page.clock().install();
        go("wall");
        Locator turn = page.locator(".wall-turn-words");
        assertThat(turn).hasText("1 of 3 that need you");
        page.keyboard().press("p");
        page.clock().runFor(14_000);
        assertThat(turn).hasText("1 of 3 that need you, held");
        page.keyboard().press("p");
        page.clock().runFor(14_000);
        assertThat(turn).hasText("2 of 3 that need you");
    }

    @ParameterizedTest
    @CsvSource({"dashboard", "wall"})
    void scriptsAndStylesWeighLessThanSixtyKilobytes(String path) throws Exception {
        go(path);
        assertThat(Weight.ofScriptsAndStyles(page, server)).isBetween(8_000, 60 * 1024);
    }

    @ParameterizedTest
    @CsvSource({
        "dashboard, 1366, LIGHT",
        "dashboard, 1366, DARK",
        "dashboard, 1024, LIGHT",
        "dashboard, 800, DARK",
        "dashboard, 390, LIGHT",
        "dashboard, 320, DARK",
        "dashboard?view=table, 1366, LIGHT",
        "dashboard?view=table, 1366, DARK",
        "dashboard?view=table, 390, DARK",
        "dashboard?show=stale, 1366, LIGHT",
        "dashboard?station=gate-b, 390, LIGHT",
        "wall, 1920, DARK",
        "wall, 1366, LIGHT",
        "wall, 390, LIGHT",
    })
    @DisplayName("P19 readable for everybody and on every screen")
    void theFleetIsReadable(String path, int width, ColorScheme scheme) {
        Page other = chromium.page(width, width == 1920 ? 1080 : 768, scheme);
        go(other, path);
        assertThat(other.evaluate("() => { scrollTo(9999, 0); return scrollX; }"))
                .as("nothing scrolls sideways")
                .isEqualTo(0);
        assertThat(Axe.grave(other)).extracting(Rule::getId, Rule::getNodes).isEmpty();
        other.context().close();
    }

    private void go(String path) {
        go(page, path);
    }

    private static void go(Page page, String path) {
        page.navigate(server.address() + "/" + path);
        assertThat(page.locator(".badge-word")).hasText("Live");
    }
}
