package org.rollcall.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that stays open while its server is killed. */
class RestartBrowserTest {
    private static final int WHILE_UP = 5;
    private static final int WHILE_DOWN = 12;

    /** The page tries again after at most 30 s and a quarter. */
    private static final LocatorAssertions.HasTextOptions RECOVERED =
            new LocatorAssertions.HasTextOptions().setTimeout(60_000);

    @Test
    @DisplayName("P20 the open page recovers from a killed server and shows each event once")
    void theOpenPageRecoversAndShowsEachEventOnce(@TempDir Path folder) throws Exception {
        try (var server = BrowserServer.start(folder);
                var school = School.open(server.database());
                var chromium = Chromium.start()) {
            Page page = chromium.page();
            page.navigate(server.address() + "/dashboard");
            assertThat(page.locator(".badge-word")).hasText("Live");
            scan(school, 0, WHILE_UP);
            assertThat(page.locator(".event[data-type=scan]")).hasCount(WHILE_UP);

            server.kill();
            assertThat(page.locator(".badge-word"))
                    .containsText("Offline", new LocatorAssertions.ContainsTextOptions().setTimeout(15_000));
            assertThat(page.locator("#sentence .lead")).containsText("Not known since");
            scan(school, WHILE_UP, WHILE_UP + WHILE_DOWN);
            server.startAgain();

            assertThat(page.locator(".badge-word")).hasText("Live", RECOVERED);
            scan(school, WHILE_UP + WHILE_DOWN, WHILE_UP + WHILE_DOWN + 1);
            Locator scans = page.locator(".event[data-type=scan] .event-message");
            assertThat(scans).hasCount(WHILE_UP + WHILE_DOWN + 1);
            List<String> oldestFirst = new ArrayList<>(scans.allTextContents());
            Collections.reverse(oldestFirst);
            assertThat(oldestFirst)
                    .containsExactlyElementsOf(IntStream.rangeClosed(0, WHILE_UP + WHILE_DOWN)
                            .mapToObj(i -> "Attendance recorded: " + student(i))
                            .toList());
            assertThat(page.locator(".stop[data-key=scans] .figure-value"))
                    .hasText(String.valueOf(WHILE_UP + WHILE_DOWN + 1));
        }
    }

    private static void scan(School school, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            school.scan(student(i));
        }
    }

    private static String student(int number) {
        return String.valueOf(2021100 + number);
    }
}
