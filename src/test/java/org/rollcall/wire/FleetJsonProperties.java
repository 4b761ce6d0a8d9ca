package org.rollcall.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.rollcall.alert.Alert;
import org.rollcall.alert.Level;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.SourceState.Condition;
import org.rollcall.summary.FleetDesk;

/** What holds for the document of any fleet. */
class FleetJsonProperties {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What may happen to one station. */
    enum Fate {
        NEVER_HEARD,
        FINE,
        OFFLINE,
        BROKEN,
        SILENT_NOW,
        SILENT_BEFORE,
        ASLEEP,
        NO_DATABASE,
        WARNED,
        ALARMED
    }

    record Given(Fate fate, String building, String group) {}

    @Provide
    Arbitrary<List<Given>> fleets() {
        return Combinators.combine(
                        Arbitraries.of(Fate.class),
                        Arbitraries.of("", "Main building", "Annex"),
                        Arbitraries.of("", "annex", "north"))
                .as(Given::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    @Property(tries = 300)
    void everyStationIsInExactlyOneCountAndOnePlace(@ForAll("fleets") List<Given> given) {
        JsonNode fleet = document(desk(given));
        List<String> names = texts(fleet.path("stations"), "name");
        assertThat(names).hasSize(given.size()).doesNotHaveDuplicates();

        int counted = 0;
        for (JsonNode count : fleet.path("counts")) {
            long having = texts(fleet.path("stations"), "state").stream()
                    .filter(count.path("key").asText()::equals)
                    .count();
            assertThat(count.path("count").asLong()).isPositive().isEqualTo(having);
            counted += count.path("count").asInt();
        }
        assertThat(counted).isEqualTo(given.size());
        assertThat(texts(fleet.path("counts"), "key")).doesNotHaveDuplicates();

        List<String> placed = new ArrayList<>();
        for (JsonNode place : fleet.path("places")) {
            place.path("stations").forEach(name -> placed.add(name.asText()));
        }
        assertThat(placed).containsExactlyInAnyOrderElementsOf(names);
        assertThat(texts(fleet.path("places"), "name")).doesNotHaveDuplicates();
    }

    @Property(tries = 300)
    void whoeverNeedsSomeoneIsInAProblemAndNobodyElse(@ForAll("fleets") List<Given> given) {
        JsonNode fleet = document(desk(given));
        TreeSet<String> troubled = new TreeSet<>();
        for (JsonNode station : fleet.path("stations")) {
            if (List.of("error", "silent", "link", "warning")
                    .contains(station.path("state").asText())) {
                troubled.add(station.path("name").asText());
            }
        }
        TreeSet<String> named = new TreeSet<>();
        for (JsonNode problem : fleet.path("problems")) {
            problem.path("stations").forEach(name -> named.add(name.asText()));
            if (problem.path("cause").asText().equals("link")) {
                assertThat(problem.path("stations").size()).isGreaterThanOrEqualTo(3);
            }
        }
        assertThat(named).isEqualTo(troubled);
        assertThat(texts(fleet.path("problems"), "key")).doesNotHaveDuplicates();
        String state = fleet.path("sentence").path("state").asText();
        assertThat(List.of("error", "degraded").contains(state)).isEqualTo(!troubled.isEmpty());
    }

    @Example
    void noNameAndNoIdOfAStudentAndNoMessageIsInTheDocument() {
        List<Given> all = new ArrayList<>();
        for (Fate fate : Fate.values()) {
            all.add(new Given(fate, "Main building", "annex"));
        }
        FleetDesk desk = desk(all);
        for (int i = 0; i < all.size(); i++) {
            Map<String, Object> data = Map.of(
                    "student_id", "2021001",
                    "name", "Juan dela Cruz",
                    "parent_phone", "+639171234567",
                    "error", "Juan dela Cruz 2021001 +639171234567",
                    "retry_count", 3,
                    "record_id", 918273);
            for (String type : List.of("scan", "photo", "sms", "sync", "warning", "error", "custom")) {
                desk.event("s" + i, type, FleetDesk.NOW.minusSeconds(5), data);
                desk.event("s" + i, type, FleetDesk.NOW.minusSeconds(400), data);
            }
        }
        String text =
                new String(new Json(ZoneOffset.UTC).write(FleetJson.document(desk.summary())), StandardCharsets.UTF_8);
        assertThat(text)
                .contains("SMS")
                .doesNotContain("2021001")
                .doesNotContain("Juan")
                .doesNotContain("Cruz")
                .doesNotContain("mcruz")
                .doesNotContain("on my way")
                .doesNotContain("4567")
                .doesNotContain("918273")
                .doesNotContain("Attendance recorded");
    }

    private static FleetDesk desk(List<Given> given) {
        FleetDesk desk = new FleetDesk();
        Instant now = FleetDesk.NOW;
        for (int i = 0; i < given.size(); i++) {
            Given one = given.get(i);
            String name = "s" + i;
            if (one.fate() == Fate.NEVER_HEARD) {
                desk.station(name, "Station " + i, one.building(), one.group());
                continue;
            }
            desk.fine(name, "Station " + i, one.building());
            desk.station(name, "Station " + i, one.building(), one.group());
            switch (one.fate()) {
                case OFFLINE -> desk.component(name, "cloud", ComponentStatus.OFFLINE);
                case BROKEN -> desk.component(name, "camera", ComponentStatus.ERROR);
                case SILENT_NOW -> desk.silentSince(name, now.minusSeconds(60L + i));
                case SILENT_BEFORE -> desk.silentSince(name, now.minusSeconds(600L + 45L * i));
                case ASLEEP -> desk.asleep(name, now.plusSeconds(3_600));
                case NO_DATABASE -> desk.database(name, Condition.MISSING);
                case WARNED ->
                    desk.alert(name, "queue-size", "queue_size", Level.WARNING, "Queue over 50", Alert.State.FIRING);
                case ALARMED ->
                    desk.alert(name, "door", "door_open", Level.ERROR, "Door open", Alert.State.ACKNOWLEDGED);
                default -> {}
            }
        }
        return desk;
    }

    private static JsonNode document(FleetDesk desk) {
        try {
            return JSON.readTree(new Json(ZoneOffset.UTC).write(FleetJson.document(desk.summary())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(JsonNode list, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(one -> one.path(name).asText())
                .toList();
    }
}
