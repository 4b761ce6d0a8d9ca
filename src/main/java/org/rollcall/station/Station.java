package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Event;
import org.rollcall.event.EventTypes;
import org.rollcall.event.Reading;
import org.rollcall.event.SourceState;
import org.rollcall.event.StationProfile;
import org.rollcall.event.Vitals;
import org.rollcall.timetable.Phase;

/**
 * All that is known of one station. Not thread-safe: the monitor's thread owns it.
 *
 * <p>Evidence in watch mode: a photo says that the camera is online, a sync that the cloud is; retries that go on for
 * {@link #OFFLINE_AFTER} without one success say that it is offline.
 */
final class Station {
    static final Duration OFFLINE_AFTER = Duration.ofMinutes(5);
    private static final Duration QUEUE_WAITS_LONG = Duration.ofMinutes(2);

    private record QueueMark(Instant at, long size) {}

    private final String name;
    private StationSettings settings;
    private StationProfile profile;
    private final Map<String, Component> components = new LinkedHashMap<>();
    private final DayBook day = new DayBook();
    private final HourBars hour = new HourBars(day);
    private final Deque<QueueMark> queueMarks = new ArrayDeque<>();
    private @Nullable Reading reading;
    private @Nullable SourceState source;
    private @Nullable Instant retryingSince;
    private @Nullable Instant lastSms;
    private @Nullable Instant lastScanEvent;
    private @Nullable Instant lastSyncEvent;
    private long queueHighest;
    private Instant queueHighestDay = Instant.MIN;
    private final Pulse pulse = new Pulse();
    private OptionalDouble processSeconds = OptionalDouble.empty(); // by its events
    private boolean anyNews;
    private Overall status = Overall.INITIALIZING;
    private Instant since;

    Station(String name, StationSettings settings, Instant now) {
        this.name = name;
        this.settings = settings;
        this.profile = StationProfile.unknown(name);
        this.since = now;
        settings.expected().forEach(component -> components.put(component, Component.unheard(component, now)));
    }

    /** Takes over what an administrator says of it now. */
    void adopt(StationProfile newProfile, StationSettings newSettings, Instant now) {
        profile = newProfile;
        settings = newSettings;
        settings.expected().forEach(component -> components.putIfAbsent(component, Component.unheard(component, now)));
        forgetUnheard();
    }

    /** Whether anything was ever heard of it. */
    boolean hasNews() {
        return anyNews;
    }

    /** What is neither expected nor was ever heard of is no component of it. */
    private void forgetUnheard() {
        components
                .values()
                .removeIf(component ->
                        component.evidenceAt().isEmpty() && !settings.expected().contains(component.name()));
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", name);
        document.put("status", status.word());
        document.put("since", since);
        document.put("any_news", anyNews);
        document.put(
                "components",
                components.values().stream().map(Component::document).toList());
        document.putAll(pulse.document());
        return document;
    }

    @SuppressWarnings("unchecked") // the shape is document()'s
    void restore(Map<String, Object> document, Instant now) {
        Object list = document.getOrDefault("components", List.of());
        for (Map<String, Object> stored : (List<Map<String, Object>>) list) {
            Component component = Component.of(stored);
            components.put(component.name(), component);
        }
        forgetUnheard(); // it was expected then
        pulse.restore(document);
        anyNews = Boolean.TRUE.equals(document.get("any_news"));
        if (anyNews) {
            hour.heard(now);
        }
        Object word = document.get("status");
        Object time = document.get("since");
        if (word != null && time != null) {
            status = Overall.valueOf(word.toString().toUpperCase(java.util.Locale.ROOT));
            since = java.time.OffsetDateTime.parse(time.toString()).toInstant();
        }
    }

    void report(String component, ComponentStatus newStatus, Optional<String> details, String evidence, Instant at) {
        anyNews = true;
        hour.heard(at);
        Component known = components.getOrDefault(component, Component.unheard(component, at));
        if (known.evidenceAt().filter(at::isBefore).isEmpty()) { // older news does not overrule newer
            components.put(component, known.with(newStatus, details, evidence, at));
        }
    }

    void fold(Event event, Instant now) {
        anyNews = true;
        day.add(event.type(), event.timestamp(), 1, now);
        hour.heard(event.timestamp());
        hour.changed();
        Instant at = event.timestamp();
        switch (event.type()) {
            case EventTypes.SCAN -> lastScanEvent = later(lastScanEvent, at);
            case EventTypes.PHOTO -> foldPhoto(event, at);
            case EventTypes.SYNC -> foldSync(event, at);
            case EventTypes.SMS -> foldSms(event, at);
            case EventTypes.WARNING, EventTypes.ERROR -> foldTrouble(event, at);
            default -> {}
        }
    }

    void beat(Vitals vitals, Instant at) {
        anyNews = true;
        hour.heard(at);
        pulse.beat(vitals, at);
    }

    void count(String type, Instant at, int events, Instant now) {
        anyNews = true;
        day.add(type, at, events, now);
        hour.heard(at);
        hour.changed();
        switch (type) {
            case EventTypes.SCAN -> lastScanEvent = later(lastScanEvent, at);
            case EventTypes.SYNC -> lastSyncEvent = later(lastSyncEvent, at);
            case EventTypes.SMS -> lastSms = later(lastSms, at);
            default -> {}
        }
    }

    void processTime(OptionalDouble seconds) {
        processSeconds = seconds;
    }

    void forgetDay() {
        day.clear();
        hour.changed();
    }

    void measure(Reading newReading) {
        reading = newReading;
        anyNews = true;
        hour.heard(newReading.at());
        if (newReading.queueSize().isPresent()) {
            long size = newReading.queueSize().getAsLong();
            if (!newReading.dayStart().equals(queueHighestDay)) {
                queueHighestDay = newReading.dayStart();
                queueHighest = 0;
            }
            queueHighest = Math.max(queueHighest, size);
            queueMarks.addLast(new QueueMark(newReading.at(), size));
            while (queueMarks.size() > 1
                    && queueMarks.getFirst().at().isBefore(newReading.at().minus(OFFLINE_AFTER))) {
                queueMarks.removeFirst();
            }
        }
    }

    void source(SourceState state) {
        source = state;
    }

    /** Lets time pass; returns whether the status changed. */
    boolean settle(Instant now) {
        List<ComponentStatus> statuses =
                expected(now).stream().map(StationView.Seen::status).toList();
        Overall next = Overall.of(statuses, anyNews);
        SourceState state = source;
        if (state != null && state.condition().isFailure()) {
            next = Overall.ERROR;
        }
        if (next == status) {
            return false;
        }
        status = next;
        since = state != null && state.condition().isFailure() ? state.since() : now;
        return true;
    }

    StationView view(Instant now) {
        List<StationView.Seen> others = components.values().stream()
                .filter(component -> !settings.expected().contains(component.name()))
                .map(component -> seen(component, now))
                .toList();
        return new StationView(
                name,
                settings.zone(),
                status,
                since,
                expected(now),
                others,
                figures(now),
                Optional.ofNullable(source),
                pulse.lastBeat(),
                pulse.vitals(),
                profile,
                Phase.NONE,
                Optional.empty());
    }

    ZoneId zone() {
        return settings.zone();
    }

    /** When the station's day began. */
    Instant midnight(Instant now) {
        ZoneId zone = settings.zone();
        return now.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }

    private List<StationView.Seen> expected(Instant now) {
        return settings.expected().stream()
                .map(component -> seen(components.getOrDefault(component, Component.unheard(component, now)), now))
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
        lastSyncEvent = later(lastSyncEvent, at);
        retryingSince = null;
        Object record = event.data().get("record_id");
        Component cloud = components.get("cloud");
        Optional<String> details =
                cloud != null && cloud.status() == ComponentStatus.ONLINE ? cloud.details() : Optional.empty();
        report("cloud", ComponentStatus.ONLINE, details, record == null ? "sync" : "sync of record " + record, at);
    }

    private void foldSms(Event event, Instant at) {
        lastSms = later(lastSms, at);
        Object error = event.data().get("error");
        if (error == null) {
            report("sms", ComponentStatus.ONLINE, details("sms"), "message sent", at);
        } else {
            report("sms", ComponentStatus.ERROR, Optional.of(error.toString()), "message failed", at);
        }
    }

    private void foldTrouble(Event event, Instant at) {
        if (!event.data().containsKey("retry_count")) {
            return;
        }
        Instant began = retryingSince;
        if (began == null) {
            retryingSince = at;
        } else if (!at.isBefore(began.plus(OFFLINE_AFTER))) {
            Optional<String> why =
                    Optional.ofNullable(event.data().get("error")).map(Object::toString);
            report(
                    "cloud",
                    ComponentStatus.OFFLINE,
                    why.or(() -> Optional.of("No connectivity")),
                    "retries without a success",
                    at);
        }
    }

    private Optional<String> details(String component) {
        Component known = components.get(component);
        return known == null || known.status() != ComponentStatus.ONLINE ? Optional.empty() : known.details();
    }

    private Figures figures(Instant now) {
        Instant midnight = midnight(now);
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES).minus(9, ChronoUnit.MINUTES);
        Instant later = now.plusSeconds(60);
        List<Integer> events = day.bins(minute, Duration.ofMinutes(1), 10, m -> m.events);
        long eventsToday = day.sum(midnight, later, m -> m.events);
        Reading read = reading;
        Optional<Duration> failing = Optional.ofNullable(source)
                .filter(state -> state.condition() != SourceState.Condition.WAITING)
                .map(state -> state.condition().isFailure() ? Duration.between(state.since(), now) : Duration.ZERO);
        if (read != null) {
            return read(read, now, events, eventsToday, failing, minute);
        }
        long scans = day.sum(midnight, later, m -> m.scans);
        long syncs = day.sum(midnight, later, m -> m.syncs);
        int bins = (int) (Duration.between(midnight, now).toMinutes() / 5) + 1;
        OptionalLong none = OptionalLong.empty();
        return new Figures(
                failing.filter(time -> !time.isZero()).isPresent() ? lastHeard(now) : now,
                known(scans),
                known(day.sum(now.minus(Duration.ofMinutes(59)), later, m -> m.scans)),
                anyNews ? rate(syncs, scans) : OptionalDouble.empty(),
                known(syncs),
                known(day.sum(midnight, later, m -> m.photos)),
                none,
                Optional.empty(),
                none,
                false,
                none,
                none,
                none,
                processSeconds,
                Optional.ofNullable(lastScanEvent),
                Optional.ofNullable(lastSyncEvent),
                Optional.empty(),
                Optional.ofNullable(lastSms),
                eventsToday,
                failing,
                minute,
                events,
                day.bins(minute, Duration.ofMinutes(1), 10, m -> m.scans).stream()
                        .map(this::known)
                        .toList(),
                midnight,
                anyNews ? day.bins(midnight, Duration.ofMinutes(5), bins, m -> m.scans) : List.of(),
                HourBars.start(now),
                hour.scans(now));
    }

    /** What was counted from events while the source cannot be read is as old as the newest of them. */
    private Instant lastHeard(Instant now) {
        return Stream.of(lastScanEvent, lastSyncEvent, lastSms)
                .filter(Objects::nonNull)
                .filter(at -> at.isBefore(now))
                .max(Instant::compareTo)
                .orElse(now);
    }

    private Figures read(
            Reading read,
            Instant now,
            List<Integer> events,
            long eventsToday,
            Optional<Duration> failing,
            Instant minute) {
        OptionalDouble rate =
                read.scansToday().isPresent() && read.syncedToday().isPresent()
                        ? rate(read.syncedToday().getAsLong(), read.scansToday().getAsLong())
                        : OptionalDouble.empty();
        boolean grew = !queueMarks.isEmpty()
                && queueMarks.getLast().size() > queueMarks.getFirst().size();
        boolean waits = read.queueOldest()
                .filter(oldest -> oldest.plus(QUEUE_WAITS_LONG).isBefore(now))
                .isPresent();
        OptionalLong highest = read.queueSize().isPresent() ? OptionalLong.of(queueHighest) : OptionalLong.empty();
        return new Figures(
                read.at(),
                read.scansToday(),
                read.scansLastHour(),
                rate,
                read.syncedToday(),
                read.photosToday(),
                read.queueSize(),
                read.queueOldest(),
                highest,
                grew && waits,
                read.failedSyncs(),
                read.queueStuck(),
                read.queueArchived(),
                read.avgProcessSeconds(),
                read.lastScan(),
                read.lastSync(),
                read.lastPhoto(),
                Optional.ofNullable(lastSms),
                eventsToday,
                failing,
                minute,
                events,
                shifted(read, minute, failing.filter(time -> !time.isZero()).isPresent()),
                read.dayStart(),
                read.scansByFiveMinutes(),
                HourBars.start(now),
                hour.scans(now));
    }

    /** The reading's minutes moved to where now is: minutes after the reading are not known when it is old. */
    private static List<Optional<Integer>> shifted(Reading read, Instant minute, boolean failing) {
        long shift = Duration.between(read.minuteStart(), minute).toMinutes();
        List<Optional<Integer>> bins = new ArrayList<>(10);
        for (int i = 0; i < 10; i++) {
            long index = i + shift;
            boolean inside = index >= 0 && index < read.scansByMinute().size();
            boolean justTurned = shift == 1 && i == 9 && !failing; // the next count fills it within a poll
            bins.add(
                    inside
                            ? Optional.of(read.scansByMinute().get((int) index))
                            : justTurned ? Optional.of(0) : Optional.empty());
        }
        return bins;
    }

    private OptionalLong known(long value) {
        return anyNews ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private Optional<Integer> known(int value) {
        return anyNews ? Optional.of(value) : Optional.empty();
    }

    private static OptionalDouble rate(long synced, long scans) {
        return OptionalDouble.of(scans == 0 ? 100.0 : 100.0 * synced / scans);
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one == null || other.isAfter(one) ? other : one;
    }
}
