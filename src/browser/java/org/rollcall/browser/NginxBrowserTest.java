package org.rollcall.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The page behind a real nginx with the shipped configuration: a path before every address, and TLS. */
@DisabledIfSystemProperty(
        named = "rollcall.nginx",
        matches = "none",
        disabledReason = "verify.sh could not bring nginx")
class NginxBrowserTest {
    private static final LocatorAssertions.HasCountOptions SOON =
            new LocatorAssertions.HasCountOptions().setTimeout(2_000);

    @TempDir
    static Path folder;

    private static BrowserServer server;
    private static School school;
    private static int scans;

    @BeforeAll
    static void start() throws Exception {
        server = BrowserServer.start(folder.resolve("data"));
        school = School.open(server.database());
    }

    @AfterAll
    static void stop() throws Exception {
        school.close();
        server.close();
    }

    @Test
    @DisplayName("P22, P72, F25 at /monitor/ with HTTPS everything works, and an event is there within two seconds")
    void atMonitorWithHttpsEverythingWorks() throws Exception {
        works("as-shipped");
    }

    @Test
    @DisplayName("F25 so it does where nothing is buffered")
    void whereNothingIsBuffered() throws Exception {
        works("unbuffered", "proxy_buffering on;", "proxy_buffering off;");
    }

    @Test
    @DisplayName("F25 and where even the stream is compressed")
    void whereEvenTheStreamIsCompressed() throws Exception {
        works("compressed", "server_tokens off;", "gzip on; gzip_types text/event-stream application/json;");
    }

    private static void works(String name, String... changes) throws Exception {
        Path own = Files.createDirectories(folder.resolve(name));
        try (var nginx = Nginx.inFrontOf(server, own, changes);
                var chromium = Chromium.start()) {
            Page page = chromium.open(
                    new Browser.NewContextOptions().setViewportSize(1440, 900).setIgnoreHTTPSErrors(true));
            List<String> asked = new CopyOnWriteArrayList<>();
            page.onRequest(request -> asked.add(request.url()));
            for (String path : List.of("/monitor", "/monitor/dashboard")) {
                page.navigate(nginx.address() + path);
                assertThat(page.locator(".badge-word")).hasText("Live");
                school.scan(String.valueOf(2021001 + scans++));
                assertThat(page.locator(".event[data-type=scan]")).hasCount(scans, SOON);
            }
            assertThat(asked).allSatisfy(url -> assertThat(url).startsWith(nginx.address() + "/monitor"));
            assertThat(chromium.complaints()).isEmpty();
        }
    }
}
