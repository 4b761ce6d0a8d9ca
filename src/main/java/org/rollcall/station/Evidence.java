package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Event;
import org.rollcall.event.EventTypes;

/**
 * What is known of a station's components, from their own reports and from events. Not thread-safe: the monitor's thread
 * owns it.
 *
 * <p>Evidence in watch mode: a photo says that the camera is online, a sync that the cloud is; retries that go on for
 * {@link #OFFLINE_AFTER} without one success say that it is offline.
 */
final class Evidence {
    static final Duration OFFLINE_AFTER = Duration.ofMinutes(5);

    private StationSettings settings;
    private final Map<String, Component> components = new LinkedHashMap<>();
    private @Nullable Instant lastSync;
    private @Nullable Instant firstRetry; // after the last sync
    private @Nullable Instant lastRetry;

    Evidence(StationSettings settings, Instant now) {
        this.settings = settings;
        settings.expected().forEach(component -> components.put(component, Component.unheard(component, now)));
    }

    /** Other components are expected from now on. */
    void adopt(StationSettings newSettings, Instant now) {
        settings = newSettings;
        settings.expected().forEach(component -> components.putIfAbsent(component, Component.unheard(component, now)));
        forgetUnheard();
    }

    /** What is neither expected nor was ever heard of is no component of it. */
    private void forgetUnheard() {
        components
                .values()
                .removeIf(component ->
                        component.evidenceAt().isEmpty() && !settings.expected().contains(component.name()));
    }

    /** Says the details otherwise; what is known stays. */
    void reword(UnaryOperator<String> texts) {
        components.replaceAll((name, component) -> component.reworded(texts));
    }

    /** Our own clock may have gone back: what it dated after now is of now, or all that comes would be the older news. */
    void correct(Instant now) {
        components.replaceAll((name, component) -> component.corrected(now));
        lastSync = notAfter(now, lastSync);
        firstRetry = notAfter(now, firstRetry);
        lastRetry = notAfter(now, lastRetry);
    }

    private static @Nullable Instant notAfter(Instant now, @Nullable Instant at) {
        return at != null && at.isAfter(now) ? now : at;
    }

    List<Map<String, Object>> documents() {
        return components.values().stream().map(Component::document).toList();
    }

    /** Takes back what {@link #documents} gave. */
    void restore(List<Map<String, Object>> documents) {
        for (Map<String, Object> stored : documents) {
            Component component = Component.of(stored);
            components.put(component.name(), component);
        }
        forgetUnheard(); // it was expected then
    }

    /** Whether the component is known, as those that are expected always are, or may still be added. */
    boolean hasRoomFor(String component) {
        return components.containsKey(component) || components.size() < StationSettings.MOST_COMPONENTS;
    }

    void report(String component, ComponentStatus newStatus, Optional<String> details, String evidence, Instant at) {
        Component known = components.getOrDefault(component, Component.unheard(component, at));
        if (known.evidenceAt().filter(at::isBefore).isEmpty()) { // older news does not overrule newer
            components.put(component, known.with(newStatus, details, evidence, at));
        }
    }

    void fold(Event event) {
        Instant at = event.happened(); // or what is told later would be the older news
        switch (event.type()) {
            case EventTypes.PHOTO -> foldPhoto(event, at);
            case EventTypes.SYNC -> foldSync(event, at);
            case EventTypes.SMS -> foldSms(event, at);
            case EventTypes.WARNING, EventTypes.ERROR -> foldTrouble(event, at);
            default -> {}
        }
    }

    /** The components that count, in the order of the settings. */
    List<StationView.Seen> expected(Instant now) {
        return settings.expected().stream()
                .map(component -> seen(components.getOrDefault(component, Component.unheard(component, now)), now))
                .toList();
    }

    /** Any other component that reports. */
    List<StationView.Seen> others(Instant now) {
        return components.values().stream()
                .filter(component -> !settings.expected().contains(component.name()))
                .map(component -> seen(component, now))
                .toList();
    }

    private StationView.Seen seen(Component component, Instant now) {
        boolean stale = component.isStale(now, settings.evidenceLimit());
        ComponentStatus shown = stale ? ComponentStatus.UNKNOWN : component.status();
        return new StationView.Seen(component, shown, stale, settings.evidenceLimit());
    }

    private void foldPhoto(Event event, Instant at) {
        Object error = event.data().get("error");
        Object record = event.data().get("record_id");
        String evidence = record == null ? "photo" : "photo of record " + record;
        if (error == null) {
            report("camera", ComponentStatus.ONLINE, details("camera"), evidence, at);
        } else {
            report("camera", ComponentStatus.ERROR, Optional.of(error.toString()), evidence, at);
        }
    }

    private void foldSync(Event event, Instant at) {
        lastSync = lastSync == null || at.isAfter(lastSync) ? at : lastSync;
        if (firstRetry != null && !at.isBefore(firstRetry)) { // of the retries after it only the last is remembered
            firstRetry = lastRetry != null && lastRetry.isAfter(at) ? lastRetry : null;
        }
        Object record = event.data().get("record_id");
        Component cloud = components.get("cloud");
        Optional<String> details =
                cloud != null && cloud.status() == ComponentStatus.ONLINE ? cloud.details() : Optional.empty();
        report("cloud", ComponentStatus.ONLINE, details, record == null ? "sync" : "sync of record " + record, at);
    }

    private void foldSms(Event event, Instant at) {
        Object error = event.data().get("error");
        if (error == null) {
            report("sms", ComponentStatus.ONLINE, details("sms"), "message sent", at);
        } else {
            report("sms", ComponentStatus.ERROR, Optional.of(error.toString()), "message failed", at);
        }
    }

    private void foldTrouble(Event event, Instant at) {
        boolean before = lastSync != null && !at.isAfter(lastSync); // told late: it has succeeded since
        if (!event.data().containsKey("retry_count") || before) {
            return;
        }
        Instant first = firstRetry == null || at.isBefore(firstRetry) ? at : firstRetry;
        Instant last = firstRetry == null || lastRetry == null || at.isAfter(lastRetry) ? at : lastRetry;
        firstRetry = first;
        lastRetry = last;
        if (!last.isBefore(first.plus(OFFLINE_AFTER))) {
            Optional<String> why =
                    Optional.ofNullable(event.data().get("error")).map(Object::toString);
            report(
                    "cloud",
                    ComponentStatus.OFFLINE,
                    why.or(() -> Optional.of("No connectivity")),
                    "retries without a success",
                    last);
        }
    }

    private Optional<String> details(String component) {
        Component known = components.get(component);
        return known == null || known.status() != ComponentStatus.ONLINE ? Optional.empty() : known.details();
    }
}
