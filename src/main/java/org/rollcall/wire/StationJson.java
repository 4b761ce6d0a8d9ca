package org.rollcall.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.rollcall.event.StationProfile;
import org.rollcall.station.StationView;

/** Who a station is, how old its news are, and what its last heartbeat said of its clock and program. */
final class StationJson {
    private StationJson() {}

    static Map<String, Object> of(StationView view, Instant at) {
        Map<String, Object> document = new LinkedHashMap<>();
        StationProfile profile = view.profile();
        document.put("title", profile.title());
        document.put("site", profile.site());
        document.put("building", profile.building());
        document.put("floor", profile.floor());
        document.put("room", profile.room());
        document.put("group", profile.group());
        document.put("heartbeat_age_seconds", age(view.lastHeartbeat(), at));
        document.put("scan_age_seconds", age(view.figures().lastScan(), at));
        document.put("sync_age_seconds", age(view.figures().lastSync(), at));
        document.put("sms_age_seconds", age(view.figures().lastSms(), at));
        document.put(
                "clock_skew_seconds", view.vitals().clock().stream().boxed().findFirst());
        document.put("version", view.vitals().version());
        document.put(
                "expected", view.expected().stream().map(StationView.Seen::name).toList());
        return document;
    }

    /** Whole seconds; what happens in the future by a clock that is ahead happens now. */
    private static Optional<Long> age(Optional<Instant> last, Instant at) {
        return last.map(time -> Math.max(0, Duration.between(time, at).toSeconds()));
    }
}
