package org.rollcall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Event.Kind;
import org.rollcall.event.EventId;
import org.rollcall.log.Frame;
import org.rollcall.wire.Scope;

/** What a client looks at, and what it is sent. */
class StreamFilterTest {
    private static StreamFilter filter(String view, Set<String> types, String station) {
        return StreamFilter.of(Optional.of(view), types, Optional.of(station).filter(name -> !name.isEmpty()));
    }

    private static Frame frame(Kind kind, String station, String type) {
        return new Frame(new EventId(1, 1), kind, station, type, new byte[] {'{', '}'}, 0, 2);
    }

    @Test
    void theFleetHasNoFeedUnlessAskedFor() {
        StreamFilter fleet = filter("fleet", Set.of(), "");
        assertThat(fleet.scope()).isEqualTo(Scope.FLEET);
        assertThat(fleet.wantsMetrics()).isTrue();
        assertThat(fleet.wants(frame(Kind.ALERT, "a", "queue-size"))).isTrue();
        assertThat(fleet.wants(frame(Kind.EVENT, "a", "scan"))).isFalse();
        assertThat(fleet.wants(frame(Kind.STATE, "a", "camera"))).isFalse();
        StreamFilter scans = filter("fleet", Set.of("scan"), "a");
        assertThat(scans.scope()).isEqualTo(Scope.FLEET);
        assertThat(scans.wantsMetrics()).isFalse();
        assertThat(scans.wants(frame(Kind.EVENT, "a", "scan"))).isTrue();
        assertThat(scans.wants(frame(Kind.EVENT, "b", "scan"))).isFalse();
    }

    @Test
    void aStationIsLookedAtByItsNameAndAnythingElseIsTheHomeStation() {
        assertThat(filter("", Set.of(), "gate-b").scope()).isEqualTo(Scope.of("gate-b"));
        assertThat(filter("table", Set.of(), "").scope()).isEqualTo(Scope.HOME);
        assertThat(filter("", Set.of(), "").wants(frame(Kind.EVENT, "b", "scan")))
                .isTrue();
    }

    @Test
    void anErasureReachesThePageOfEveryStation() {
        Frame erasure = frame(Kind.EVENT, "home", "erasure");
        assertThat(filter("", Set.of(), "gate-b").wants(erasure)).isTrue();
        assertThat(filter("", Set.of("erasure"), "gate-b").wants(erasure)).isTrue();
        assertThat(filter("", Set.of("scan"), "gate-b").wants(erasure)).isFalse();
        assertThat(filter("", Set.of(), "gate-b").wants(frame(Kind.ALERT, "home", "erasure")))
                .isFalse();
    }
}
