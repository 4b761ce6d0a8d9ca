package org.rollcall.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that is open while a student is erased. */
class ErasureBrowserTest {
    @Test
    void anOpenPageForgetsAnErasedStudentWithoutALoad(@TempDir Path folder) throws Exception {
        try (var server = BrowserServer.start(folder);
                var school = School.open(server.database());
                var chromium = Chromium.start()) {
            school.scan("20219977");
            Page page = chromium.page();
            page.navigate(server.address() + "/dashboard");
            assertThat(page.locator(".event[data-type=scan]")).hasCount(1);
            school.scan("2021001");
            Locator scans = page.locator(".event[data-type=scan] .event-message");
            assertThat(scans).hasText(new String[] {"Attendance recorded: 2021001", "Attendance recorded: 20219977"});
            page.locator(".event[data-type=scan]").nth(1).click();
            assertThat(page.locator("dl.data")).containsText("20219977");

            assertThat(server.post("api/erasures", "{\"student_id\":\"20219977\"}"))
                    .isEqualTo(200);
            assertThat(scans.filter(new Locator.FilterOptions().setHasText("Erased")))
                    .hasCount(1);
            assertThat(page.locator("html")).not().containsText("20219977");
            assertThat(page.content()).doesNotContain("20219977");
            assertThat(page.locator(".stop[data-key=scans] .figure-value")).hasText("2");
        }
    }

    @Test
    void aListThatCouldNotBeAskedForAnewIsEmptyAndComesBack(@TempDir Path folder) throws Exception {
        try (var server = BrowserServer.start(folder);
                var school = School.open(server.database());
                var chromium = Chromium.start()) {
            school.scan("20219977");
            Page page = chromium.page();
            page.navigate(server.address() + "/dashboard");
            Locator scans = page.locator(".event[data-type=scan] .event-message");
            assertThat(scans).hasCount(1);
            page.route("**/api/events?limit=1000", Route::abort, new Page.RouteOptions().setTimes(1));

            assertThat(server.post("api/erasures", "{\"student_id\":\"20219977\"}"))
                    .isEqualTo(200);

            assertThat(page.locator(".event")).hasCount(0);
            assertThat(scans.filter(new Locator.FilterOptions().setHasText("Erased")))
                    .hasCount(1, new LocatorAssertions.HasCountOptions().setTimeout(20_000));
        }
    }
}
