package org.rollcall.summary;

import java.time.Instant;
import java.util.Optional;
import org.rollcall.station.StationView;

/**
 * One thing that is wrong at one station.
 *
 * @param cause as of {@link FleetProblem}
 * @param group what is the same trouble at another station
 * @param word what it is called, for example "Cloud offline"
 * @param saying the same as a part of a sentence, with {@code {where}} for the stations
 * @param reason the same of this station alone
 * @param taken whether someone has taken it on
 */
record Trouble(
        StationView view,
        String cause,
        String group,
        TileState state,
        String word,
        String saying,
        String reason,
        Instant since,
        String evidence,
        Optional<Instant> evidenceAt,
        String doNow,
        boolean taken) {
    static final String SILENT = "silent";

    boolean isSilence() {
        return cause.equals(SILENT);
    }
}
