package org.rollcall.browser;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonReader;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tasks of pages' threads, from Chromium's own record. A task may be long because its thread waited for a core; here the
 * time that the thread ran is told apart from it.
 */
final class PageTasks {
    /** One of them: how long it took, and how long of that its thread ran. */
    record Task(Duration took, Duration ran) {}

    private record Place(long process, long thread) {}

    private record Placed(Place place, Task task) {}

    private static final Gson GSON = new Gson();

    private final Browser browser;
    private final Path file;

    private PageTasks(Browser browser, Path file) {
        this.browser = browser;
        this.file = file;
    }

    /** Begins the record; one at a time of a browser. */
    static PageTasks record(Page page) throws IOException {
        Path file = Files.createTempFile("rollcall-tasks", ".json");
        Browser browser = page.context().browser();
        browser.startTracing(
                page, new Browser.StartTracingOptions().setPath(file).setCategories(List.of("toplevel")));
        return new PageTasks(browser, file);
    }

    /** Ends the record: every task of a page's main thread, of all pages of the browser. */
    List<Task> end() throws IOException {
        browser.stopTracing();
        Set<Place> pages = new HashSet<>();
        List<Placed> tasks = new ArrayList<>();
        try (JsonReader json = new JsonReader(Files.newBufferedReader(file))) {
            json.beginObject();
            while (!json.nextName().equals("traceEvents")) {
                json.skipValue();
            }
            json.beginArray();
            while (json.hasNext()) {
                read(GSON.fromJson(json, JsonObject.class), pages, tasks);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return tasks.stream()
                .filter(task -> pages.contains(task.place()))
                .map(Placed::task)
                .toList();
    }

    private static void read(JsonObject event, Set<Place> pages, List<Placed> tasks) {
        String name = event.get("name").getAsString();
        Place place = new Place(event.get("pid").getAsLong(), event.get("tid").getAsLong());
        if (name.equals("thread_name")
                && event.getAsJsonObject("args").get("name").getAsString().equals("CrRendererMain")) {
            pages.add(place);
        }
        if (name.endsWith("RunTask") && event.has("tdur")) {
            tasks.add(new Placed(place, new Task(micros(event, "dur"), micros(event, "tdur"))));
        }
    }

    private static Duration micros(JsonObject event, String name) {
        return Duration.ofNanos(event.get(name).getAsLong() * 1_000);
    }
}
