package org.rollcall.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page for everybody and on every screen, in each state that it has. The order is a station's life. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccessibilityBrowserTest {
    /** What is closed at the end, whatever went wrong at the start. */
    private static final Deque<AutoCloseable> OPENED = new ArrayDeque<>();

    @TempDir
    private static Path folder;

    private static BrowserServer server;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        server = BrowserServer.start(folder);
        OPENED.push(server);
        chromium = Chromium.start();
        OPENED.push(chromium);
    }

    @AfterAll
    static void stop() throws Exception {
        while (!OPENED.isEmpty()) {
            OPENED.pop().close();
        }
    }

    @Order(1)
    @ParameterizedTest
    @CsvSource({"1440, LIGHT", "1440, DARK", "320, LIGHT"})
    void theFirstRunIsReadable(int width, ColorScheme scheme) {
        check(width, scheme, "initializing");
    }

    @Order(2)
    @Test
    void theFirstRunGivesWayToTheFirstEvent() throws Exception {
        Page page = open(1440, ColorScheme.LIGHT);
        assertThat(page.locator("#firstrun")).isVisible();
        try (School school = School.open(server.database())) {
            for (int i = 0; i < 11; i++) {
                school.synced(school.scan("20210" + (10 + i)));
            }
        }
        assertThat(page.locator("#firstrun")).isHidden();
        assertThat(page.locator("#sentence")).hasAttribute("data-state", "healthy");
        page.context().close();
    }

    @Order(3)
    @ParameterizedTest
    @CsvSource({"1440, LIGHT", "1440, DARK", "1024, LIGHT", "390, DARK", "320, LIGHT", "320, DARK"})
    void aHealthyStationIsReadable(int width, ColorScheme scheme) {
        check(width, scheme, "healthy");
    }

    @Order(4)
    @ParameterizedTest
    @CsvSource({"1440, LIGHT", "1440, DARK", "320, LIGHT"})
    void aStationWithAlertsIsReadable(int width, ColorScheme scheme) throws Exception {
        try (School school = School.open(server.database())) {
            if (school.number("SELECT count(*) FROM sync_queue") == 0) {
                school.together(() -> {
                    for (int i = 0; i < 60; i++) {
                        school.queued(school.scan("20220" + (10 + i)), i < 20 ? 3 : 0, "no route to host");
                    }
                });
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.get("api/status").contains("\"queue_size\":60"));
        check(width, scheme, null);
    }

    @Order(5)
    @ParameterizedTest
    @CsvSource({"1440, LIGHT", "1440, DARK", "320, LIGHT"})
    void aMissingDatabaseIsReadable(int width, ColorScheme scheme) throws Exception {
        Path away = folder.resolve("away.db");
        if (Files.exists(server.database())) {
            Files.move(server.database(), away, StandardCopyOption.REPLACE_EXISTING);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.get("api/status").contains("\"state\":\"missing\""));
        check(width, scheme, "error");
    }

    private void check(int width, ColorScheme scheme, @Nullable String state) {
        Page page = open(width, scheme);
        if (state != null) {
            assertThat(page.locator("#sentence")).hasAttribute("data-state", state);
        }
        assertThat(page.evaluate("() => { scrollTo(9999, 0); return scrollX; }"))
                .as("P19 nothing scrolls sideways")
                .isEqualTo(0);
        assertThat(Axe.grave(page)).extracting(Rule::getId, Rule::getNodes).isEmpty();
        page.context().close();
        assertThat(chromium.complaints()).isEmpty();
    }

    private static Page open(int width, ColorScheme scheme) {
        Page page = chromium.page(width, 900, scheme);
        page.navigate(server.address() + "/dashboard");
        assertThat(page.locator(".badge-word")).hasText("Live");
        return page;
    }
}
