package org.rollcall.alert;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Which of several alerts matters most. */
public final class AlertOrder {
    /** What nobody has taken on comes before what somebody has, an error before a warning, the older before the newer. */
    private static final Comparator<Alert> WORST_FIRST = Comparator.comparing(
                    (Alert alert) -> alert.state() != Alert.State.FIRING)
            .thenComparing(Alert::level, Comparator.reverseOrder())
            .thenComparing(Alert::firedAt);

    private AlertOrder() {}

    /** The worst of open alerts. */
    public static Optional<Alert> worst(Stream<Alert> open) {
        return open.min(WORST_FIRST);
    }
}
