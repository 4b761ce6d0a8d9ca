package org.rollcall.summary;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One thing that somebody has to see to, at one station or at several. No name of a person, no student's id and no message
 * of an event is in it.
 *
 * @param key stays the same while the station that began it has it
 * @param cause {@code silent}, {@code link}, {@code component}, {@code database} or {@code alert}
 * @param state how bad it is
 * @param what the stations, or the link
 * @param note what is worth saying beside that; may be empty
 * @param stations their names, the one that has had it longest first
 * @param evidenceAt how old the evidence is
 * @param doNow one action by a person without tools; empty when someone has taken it on
 * @param taken whether someone has taken it on
 * @param clause the problem as a part of the fleet's sentence
 */
public record FleetProblem(
        String key,
        String cause,
        String word,
        TileState state,
        String what,
        String note,
        List<String> stations,
        Instant since,
        String evidence,
        Optional<Instant> evidenceAt,
        Optional<String> doNow,
        boolean taken,
        String clause) {
    public FleetProblem {
        stations = List.copyOf(stations);
    }

    /** An error or a warning; a link that is down is an error. */
    public Shape shape() {
        return state == TileState.WARNING ? Shape.WARNING : Shape.ERROR;
    }
}
