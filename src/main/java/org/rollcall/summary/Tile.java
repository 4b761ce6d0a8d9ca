package org.rollcall.summary;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.rollcall.station.StationView;

/**
 * One station among many.
 *
 * @param since when it came into this state
 * @param reason why, in words; empty when nothing is wrong
 * @param ageAt of its last scan, else of its last other news
 * @param opensAt when a sleeping station's next window opens
 * @param queue records that wait, as it was counted or as the station says
 * @param queueOver whether an open alert names the queue
 * @param bars scans of the last hour by two minutes from the view's {@code hourStart} on; empty where they are not known
 */
public record Tile(
        StationView view,
        TileState state,
        Instant since,
        String reason,
        Optional<Instant> ageAt,
        Optional<Instant> opensAt,
        OptionalLong queue,
        boolean queueOver,
        List<Optional<Integer>> bars) {
    public Tile {
        bars = List.copyOf(bars);
    }

    public String name() {
        return view.name();
    }
}
