package org.rollcall.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P18, P19: the page on paper, in the reader's own colours, at rest, in large letters, and searched. */
class ReadersBrowserTest {
    /** A4 at 96 pixels an inch, less the margins of the page. */
    private static final int PAPER = 688;

    private static final int ALERTS = 3;

    /** What is closed at the end, whatever went wrong at the start. */
    private static final Deque<AutoCloseable> OPENED = new ArrayDeque<>();

    @TempDir
    private static Path folder;

    private static BrowserServer server;
    private static School school;
    private static Chromium chromium;

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

    /** A bad morning, minutes ago: bars in the chart, and each of the three default alerts. */
    private static void seed() throws Exception {
        school.together(() -> {
            for (int i = 0; i < 60; i++) {
                Instant at = Instant.now().minusSeconds(60 + 7L * i);
                school.queued(school.scan("20210" + (10 + i), at), i < 20 ? 3 : 0, "no route to host");
            }
        });
        await().atMost(Duration.ofSeconds(30))
                .until(() -> server.get("api/alerts").split("\"firing\"", -1).length - 1 >= ALERTS);
    }

    @AfterAll
    static void stop() throws Exception {
        while (!OPENED.isEmpty()) {
            OPENED.pop().close();
        }
    }

    @AfterEach
    void nothingIsComplainedOf() {
        assertThat(chromium.complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    @DisplayName("P19 forced colours: charts, shapes and the chosen filter stand out, whatever theme was remembered")
    void forcedColoursKeepWhatIsDrawn(ColorScheme scheme) {
        Page page = open(1440, scheme);
        page.evaluate("theme => localStorage.setItem('rollcall.theme', theme)", opposite(scheme));
        page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
        page.reload();
        assertThat(page.locator(".badge-word")).hasText("Live");

        for (String chart : List.of("#minutes canvas", "#day canvas")) {
            assertThat(page.locator(chart)).isVisible();
            assertThat((int) page.evaluate(INKED, chart))
                    .as("pixels of %s that stand out from the canvas", chart)
                    .isGreaterThan(500);
        }
        String ink = style(page.locator("body"), "color");
        assertThat(style(page.locator("#sentence .shape"), "color")).isEqualTo(ink);
        assertThat(style(page.locator(".stop .node").first(), "color")).isEqualTo(ink);
        assertThat(style(page.locator("[data-filter=all]"), "background-color"))
                .isNotEqualTo(style(page.locator("[data-filter=scan]"), "background-color"));
        page.context().close();
    }

    @Test
    @DisplayName("P19 reduced motion: nothing moves by itself, and a new row is marked at its edge instead")
    void reducedMotionIsKept() throws Exception {
        Page page = open(1440, ColorScheme.LIGHT);
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        page.reload();
        assertThat(page.locator(".badge-word")).hasText("Live");
        assertThat((int) page.evaluate(MOVING)).isZero();
        // The mark lasts a moment; what it looks like is asked in the very frame in which it comes.
        page.evaluate(WATCH_NEW_ROWS);
        school.scan("2021666");

        Locator row = page.locator(".event-message")
                .getByText("Attendance recorded: 2021666", new Locator.GetByTextOptions().setExact(true));
        assertThat(row).isVisible();
        assertThat((List<?>) page.evaluate("() => window.marks"))
                .isNotEmpty()
                .allSatisfy(
                        mark -> assertThat(mark.toString()).contains("inset").contains("2px"));
        page.context().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    @DisplayName("P19 print: a report on white paper, with all alerts, without controls, nothing cut")
    void printIsAReport(String theme) {
        Page page = open(1440, ColorScheme.DARK);
        page.evaluate("theme => localStorage.setItem('rollcall.theme', theme)", theme);
        page.reload();
        assertThat(page.locator(".badge-word")).hasText("Live");
        int events = page.locator(".events > li").count();

        page.setViewportSize(PAPER, 1000);
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

        assertThat(page.locator("body")).hasCSS("background-color", "rgb(255, 255, 255)");
        assertThat(page.locator("body")).hasCSS("color", "rgb(20, 23, 26)");
        assertThat(page.locator("button.link:visible, .feed-tools :visible, input:visible, .keycap:visible"))
                .hasCount(0);
        assertThat(page.locator(".alert:visible")).hasCount(ALERTS);
        assertThat(page.locator(".stop:visible")).hasCount(6);
        assertThat(page.locator("#minutes td:visible")).hasCount(10);
        assertThat(page.locator("#day td:visible").first()).isVisible();
        assertThat(page.locator(".events > li:visible")).hasCount(events);
        assertThat(events).isPositive();
        assertThat((List<?>) page.evaluate(CUT)).isEmpty();
        assertThat(page.pdf()).startsWith('%', 'P', 'D', 'F');
        page.context().close();
    }

    @ParameterizedTest
    @CsvSource({"1280", "320"})
    @DisplayName("P19 text at 200 %: nothing is lost, cut or sideways")
    void largeLettersLoseNothing(int width) {
        Page page = open(width, ColorScheme.LIGHT);
        if (page.locator(".alerts-more").isVisible()) {
            page.locator(".alerts-more").click();
        }
        List<?> before = (List<?>) page.evaluate(READABLE);
        double size = number(page.locator(".figure").first());

        page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }");
        if (page.locator(".alerts:not([data-open]) .alerts-more").isVisible()) {
            page.locator(".alerts-more").click();
        }

        assertThat(page.evaluate("() => { scrollTo(9999, 0); return scrollX; }"))
                .as("P19 nothing scrolls sideways")
                .isEqualTo(0);
        assertThat(number(page.locator(".figure").first())).isGreaterThanOrEqualTo(size * 1.37);
        assertThat((List<?>) page.evaluate(CUT)).isEmpty();
        assertThat(((List<?>) page.evaluate(READABLE)).toArray()).contains(before.toArray());
        assertThat(page.locator("#minutes canvas")).isVisible();
        page.context().close();
    }

    @Test
    @DisplayName("P18 the search shows the events that have the words, says what it hides, and lets go")
    void theSearchFiltersEvents() throws Exception {
        school.scan("2023001");
        school.scan("2023002");
        Page page = open(1440, ColorScheme.LIGHT);
        Locator rows = page.locator(".events > li");
        int all = rows.count();
        page.keyboard().press("/");
        Locator search = page.getByLabel("Search the events shown").last();
        assertThat(search).isFocused();

        search.fill("ATTENDANCE RECORDED: 2023001");
        assertThat(rows).hasCount(1);
        assertThat(rows.locator(".event-message")).hasText("Attendance recorded: 2023001");
        assertThat(page.locator(".feed-shown")).containsText("1 shown, " + (all - 1) + " hidden");

        school.scan("2023003");
        assertThat(page.locator(".feed-shown")).not().containsText(", " + (all - 1) + " hidden");
        assertThat(rows).hasCount(1);

        search.fill("nobody has this");
        assertThat(rows).hasCount(0);
        assertThat(page.locator(".feed-empty")).containsText("hidden by the filter");

        page.keyboard().press("Escape");
        assertThat(search).isHidden();
        assertThat(rows.first()).isVisible();
        assertThat(page.locator(".feed-search-open")).isFocused();

        // Without a keyboard: opened, emptied and left, it gives the filters back.
        page.locator(".feed-search-open").click();
        assertThat(search).isVisible();
        page.locator("#sentence h1").click();
        assertThat(search).isHidden();
        page.locator("[data-filter=sync]").click();
        assertThat(page.locator("[data-filter=sync]")).hasAttribute("aria-pressed", "true");
        page.context().close();
    }

    private static Page open(int width, ColorScheme scheme) {
        Page page = chromium.page(width, 900, scheme);
        page.navigate(server.address() + "/dashboard");
        assertThat(page.locator(".badge-word")).hasText("Live");
        return page;
    }

    private static String opposite(ColorScheme scheme) {
        return scheme == ColorScheme.DARK ? "light" : "dark";
    }

    private static String style(Locator element, String property) {
        return element.evaluate("(element, name) => getComputedStyle(element).getPropertyValue(name)", property)
                .toString();
    }

    private static double number(Locator element) {
        return Double.parseDouble(style(element, "font-size").replace("px", ""));
    }

    /** How many pixels of a canvas differ clearly from the ground behind it. */
    private static final String INKED = """
            selector => {
              const canvas = document.querySelector(selector);
              const lightness = (r, g, b) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
              const ground = lightness(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number));
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              let inked = 0;
              for (let i = 0; i < data.length; i += 4) {
                if (data[i + 3] > 200 && Math.abs(lightness(data[i], data[i + 1], data[i + 2]) - ground) > 120) inked++;
              }
              return inked;
            }""";

    private static final String MOVING = """
            () => [...document.querySelectorAll('*')].filter(element => {
              const style = getComputedStyle(element);
              return style.animationName !== 'none' || style.scrollBehavior === 'smooth'
                || (style.transitionProperty !== 'none' && !/^0s(, 0s)*$/.test(style.transitionDuration));
            }).length""";

    private static final String WATCH_NEW_ROWS = """
            () => {
              window.marks = [];
              new MutationObserver(changes => changes.flatMap(change => [...change.addedNodes]).forEach(row =>
                window.marks.push(getComputedStyle(row.firstElementChild).boxShadow)))
                .observe(document.querySelector('.events'), { childList: true });
            }""";

    /** What has words that its box does not show, or that lie beside the window. */
    private static final String CUT = """
            () => [...document.querySelectorAll('body *')].filter(element => {
              if (!element.checkVisibility() || !element.textContent.trim()) return false;
              if (element.closest('.hidden, .values, .skip, .tip')) return false;
              const style = getComputedStyle(element);
              const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
              const box = element.getBoundingClientRect();
              return box.right > innerWidth + 1 || box.left < -1
                || (own && style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1)
                || (own && style.overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1);
            }).map(element => `${element.className}: ${element.textContent.trim().slice(0, 40)}`)""";

    /** The words that can be read, without those that move with the time. */
    private static final String READABLE = """
            () => [...new Set([...document.querySelectorAll('body *')].filter(element => element.checkVisibility()
                && !element.closest('.clock, .age, .badge, #monitor-up, .hidden, .values, .skip, .alerts-more'))
              .flatMap(element => [...element.childNodes].filter(node => node.nodeType === 3))
              .map(node => node.data.replace(/\\s+/g, ' ').trim())
              .filter(words => words && !/\\d+\\s(s|min)\\b/.test(words)))]""";
}
