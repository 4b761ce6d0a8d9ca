package org.rollcall.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;

/**
 * The stored events of a span, oldest first, a page at a time. The last one is fixed when this is made: what is stored
 * later does not belong to it, so it ends.
 *
 * <p>A page is bounded twice: in events, so that few are in memory, and in sequences looked at, so that a search for
 * rare ones does not keep one transaction open for long.
 */
final class EventPages {
    static final int PAGE = 250;
    static final int SPAN = 10_000;

    private final Journal journal;
    private final Optional<Instant> from;
    private final Optional<Instant> to;
    private final long end; // exclusive
    private long after;

    EventPages(Journal journal, Optional<Parameters.Bound> from, Optional<Parameters.Bound> to) {
        this.journal = journal;
        this.from = from.flatMap(Parameters.Bound::time);
        this.to = to.flatMap(Parameters.Bound::time);
        long newest = journal.last().sequence();
        this.end = Math.min(newest + 1, Parameters.Bound.sequence(to).orElse(Long.MAX_VALUE));
        this.after =
                Math.max(journal.first() - 1, Parameters.Bound.sequence(from).orElse(0));
    }

    /** The next events; none when there are no more. */
    List<Frame> next() {
        while (after + 1 < end) {
            long before = Math.min(end, after + SPAN + 1);
            List<Frame> page = journal.events(new EventQuery(
                    OptionalLong.of(after),
                    OptionalLong.of(before),
                    from,
                    to,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    PAGE));
            if (!page.isEmpty()) {
                after = page.get(page.size() - 1).id().sequence();
                return page;
            }
            after = before - 1;
        }
        return List.of();
    }
}
