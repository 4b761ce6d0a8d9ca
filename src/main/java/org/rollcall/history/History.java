package org.rollcall.history;

import java.util.List;

/** Counts and figures of the past, read behind a position of their own. Thread-safe. */
public interface History {

    /** The columns that were asked for; throws the store's exception when it cannot be read. */
    Chart chart(HistoryQuery query);

    /** The stations of which anything is kept, by name. */
    List<String> stations();

    /** Moves whenever a chart may look different; within one start. */
    long version();

    /** How large the store will be. */
    Forecast forecast();
}
