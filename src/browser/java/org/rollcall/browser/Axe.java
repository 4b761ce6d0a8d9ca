package org.rollcall.browser;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Set;

/** What axe finds in a page that keeps somebody from reading or using it. */
final class Axe {
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private Axe() {}

    /**
     * All rules, in the page itself: to put several frames together, axe carries everything that is right through the
     * test and into a page of its own, which is three quarters of its work. A page of ours has one frame.
     */
    static List<Rule> grave(Page page) {
        if (page.frames().size() != 1) {
            throw new IllegalStateException("axe would see no more than the outermost frame of " + page.url());
        }
        var options = new AxeRunOptions();
        options.setResultTypes(List.of("violations"));
        return new AxeBuilder(page)
                .setLegacyMode(true).options(options).analyze().getViolations().stream()
                        .filter(found -> GRAVE.contains(found.getImpact()))
                        .toList();
    }
}
