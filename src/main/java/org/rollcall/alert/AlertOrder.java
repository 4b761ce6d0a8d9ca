package org.rollcall.alert;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which of many alerts matter most. */
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

    /**
     * At most so many of the alerts: those that are open, and then the newest of those that have ended. When more are open,
     * the worst of them.
     *
     * @return them by their ids, the oldest first
     */
    public static List<Alert> recent(List<Alert> alerts, int most) {
        Stream<Alert> open = alerts.stream().filter(Alert::isOpen).sorted(WORST_FIRST);
        Stream<Alert> ended = alerts.stream()
                .filter(alert -> !alert.isOpen())
                .sorted(Comparator.comparing(Alert::id).reversed());
        return Stream.concat(open, ended)
                .limit(most)
                .sorted(Comparator.comparing(Alert::id))
                .toList();
    }
}
