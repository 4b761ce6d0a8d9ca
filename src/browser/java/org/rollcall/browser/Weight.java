package org.rollcall.browser;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.util.List;

/** How heavy a page is. */
final class Weight {
    private Weight() {}

    /** The bytes of the scripts and styles that a page has loaded, as they travel. */
    static int ofScriptsAndStyles(Page page, BrowserServer server) throws IOException, InterruptedException {
        Object loaded = page.evaluate("""
                () => performance.getEntriesByType('resource').map(r => new URL(r.name))
                  .filter(url => /\\.(js|css)$/.test(url.pathname)).map(url => (url.pathname + url.search).slice(1))""");
        int total = 0;
        for (Object path : (List<?>) loaded) {
            total += server.weight(path.toString());
        }
        return total;
    }
}
