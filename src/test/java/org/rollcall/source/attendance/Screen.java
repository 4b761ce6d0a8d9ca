package org.rollcall.source.attendance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Signal;
import org.rollcall.log.Journal;
import org.rollcall.monitor.Snapshot;
import org.rollcall.page.PageFunctions;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.station.StationView;
import org.rollcall.wire.Json;
import org.rollcall.wire.SnapshotJson;

/** The document that the page is made of, from all that a watcher has told so far. */
final class Screen {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;

    private Screen(JsonNode document) {
        this.document = document;
    }

    static Screen of(Desk desk) {
        StationSettings settings =
                new StationSettings(List.of("camera", "cloud"), desk.settings.zone(), Duration.ofMinutes(15));
        StationBoard board = new StationBoard(settings, desk.settings.station(), desk.now());
        for (Signal.Occurrence told : desk.events) {
            Event event = new Event(
                    new EventId(1, 1),
                    Event.Kind.EVENT,
                    told.timestamp().orElse(desk.now()),
                    desk.now(),
                    told.station(),
                    told.type(),
                    told.message(),
                    told.data(),
                    told.key());
            board.apply(event, desk.now());
        }
        desk.reading.ifPresent(reading -> board.apply(new Signal.Measurement(desk.settings.station(), reading)));
        desk.state.ifPresent(state -> board.apply(new Signal.SourceReport(desk.settings.station(), state)));
        board.settle(desk.now());
        List<StationView> views = board.views(desk.now());
        Snapshot snapshot = new Snapshot(
                1,
                desk.now(),
                desk.now(),
                Duration.ZERO,
                desk.settings.zone(),
                new EventId(1, 1),
                views,
                List.of(),
                List.of(),
                new Snapshot.Store(Optional.empty(), Journal.Health.SOUND, 0),
                Map.of());
        Json json = new Json(desk.settings.zone());
        try {
            return new Screen(JSON.readTree(json.write(new SnapshotJson("test").status(snapshot))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that the sentence says, one part a line. */
    List<String> sentence() {
        JsonNode sentence = document.path("sentence");
        return Stream.of("lead", "text", "do_now", "meta")
                .map(part -> sentence.path(part).asText())
                .toList();
    }

    String status() {
        return document.path("system_state").path("status").asText();
    }

    /** A figure of {@code /api/metrics}, which has to be there; a JSON null when it cannot be known. */
    JsonNode metric(String name) {
        return document.path("metrics").required(name);
    }

    /** A stop's word, figure, label and age as the page words them. */
    String stop(String key) {
        for (JsonNode one : document.path("stops")) {
            if (one.path("key").asText().equals(key)) {
                String now = document.path("timestamp").asText();
                Map<String, Object> stop = Json.read(one.toString().getBytes(StandardCharsets.UTF_8));
                String age = PageFunctions.ageBefore(stop)
                        + PageFunctions.age(PageFunctions.ageAt(stop), now)
                        + PageFunctions.ageAfter(stop, now);
                String figure = one.path("figure").asText("—").replace("null", "—");
                return one.path("word").asText() + ": " + figure + " " + PageFunctions.figureLabel(stop) + "; " + age;
            }
        }
        throw new IllegalArgumentException("no stop " + key);
    }
}
