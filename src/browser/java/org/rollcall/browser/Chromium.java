package org.rollcall.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.HttpCredentialsSend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The Chromium of this machine; nothing is downloaded. */
final class Chromium implements AutoCloseable {
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--disable-dev-shm-usage");

    /** For a page on a machine that has much else to do; what is promised to be there sooner is measured. */
    private static final double PATIENCE_MILLIS = 20_000;

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static Chromium start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable())
                        .setArgs(ARGUMENTS));
        return new Chromium(playwright, browser);
    }

    /** What consoles, scripts and the network have complained of; a violated policy is among it. */
    List<String> complaints() {
        return complaints;
    }

    Page page() {
        return page(1440, 900, ColorScheme.LIGHT);
    }

    Page page(int width, int height, ColorScheme scheme) {
        return open(
                new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
    }

    Page unscriptedPage() {
        return open(new Browser.NewContextOptions().setViewportSize(1440, 900).setJavaScriptEnabled(false));
    }

    Page open(Browser.NewContextOptions options) {
        return open(options, BrowserServer.USER, BrowserServer.PASSWORD);
    }

    /** A context that logs in as a reader does, when it is asked: what a shared worker asks is then logged in too. */
    BrowserContext browser() {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(1366, 768)
                .setHttpCredentials(BrowserServer.USER, BrowserServer.PASSWORD));
        context.onPage(this::listen);
        return context;
    }

    Page open(Browser.NewContextOptions options, String user, String password) {
        var login = new com.microsoft.playwright.options.HttpCredentials(user, password);
        login.setSend(HttpCredentialsSend.ALWAYS);
        BrowserContext context = browser.newContext(options.setHttpCredentials(login));
        Page page = context.newPage();
        listen(page);
        return page;
    }

    private void listen(Page page) {
        page.onConsoleMessage(message -> {
            if (List.of("error", "warning").contains(message.type())) {
                complaints.add(message.type() + ": " + message.text() + " at " + message.location());
            }
        });
        page.onPageError(error -> complaints.add("thrown: " + error));
        page.onResponse(response -> {
            if (response.status() >= 400) {
                complaints.add(response.status() + ": " + response.url());
            }
        });
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    private static Path executable() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no chromium in PATH; apt-get install chromium"));
    }
}
