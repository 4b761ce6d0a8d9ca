package org.rollcall.source.attendance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.event.EventTypes;
import org.rollcall.event.Signal;
import org.rollcall.event.SourceState;
import org.rollcall.event.SourceState.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the database is, since when, and what has to be said about it. One log line and one event per change.
 *
 * <p>A file that is empty, has no table yet or has only a part of its pages may be one that is being made or copied at
 * this moment. So that is an error only when it lasts: one that never was read waits for it, one that was is shown as failing at once, but
 * leaves no event behind.
 */
final class SourceHealth {
    private static final Logger LOG = LoggerFactory.getLogger(SourceHealth.class);
    private static final Duration REPLACED_IS_SHOWN = Duration.ofSeconds(60);
    private static final Duration MAKING = Duration.ofSeconds(5);
    private static final String IS_READ = "The attendance database is read.";

    private final AttendanceSettings settings;
    private final Deque<Signal> news = new ArrayDeque<>();
    private Condition condition = Condition.WAITING;
    private boolean begun;
    private Instant since = Instant.EPOCH;
    private String message = IS_READ;
    private Optional<String> doNow = Optional.empty();
    private Optional<Instant> lastRead = Optional.empty();
    private List<String> missing = List.of();
    private Optional<Instant> unfinishedSince = Optional.empty();
    private Optional<Trouble> untold = Optional.empty(); // its event comes when it lasts
    private boolean told; // an error that has not been followed by its end

    SourceHealth(AttendanceSettings settings) {
        this.settings = settings;
    }

    /** It was read; returns whether its condition changed. */
    boolean read(Instant now, List<String> lacking) {
        lastRead = Optional.of(now);
        boolean changed = !missing.equals(lacking);
        if (changed) {
            missing = List.copyOf(lacking);
            LOG.info("attendance database {} lacks {}", settings.database(), missing.isEmpty() ? "nothing" : missing);
        }
        if (condition == Condition.REPLACED
                && Duration.between(since, now).abs().compareTo(REPLACED_IS_SHOWN) < 0) {
            return changed;
        }
        boolean endsFailure = heal();
        if (turn(Condition.READING, now, IS_READ, Optional.empty())) {
            LOG.info("attendance database {} is read", settings.database());
            if (endsFailure) {
                tell("source", "Attendance database is read again", "is read again", now);
            }
            return true;
        }
        return changed;
    }

    /** Its ids went back; it is read on from there. */
    void replaced(Instant now, Follower.Setback setback) {
        boolean endsFailure = heal();
        String what = String.format(Locale.ROOT, "(ids went back from %,d to %,d)", setback.from(), setback.to());
        condition = Condition.READING; // a second setback is a change too
        turn(Condition.REPLACED, now, "The attendance database was replaced " + what + ".", Optional.empty());
        LOG.warn("attendance database {} was replaced {}", settings.database(), what);
        tell("source", "Attendance database was replaced " + what, endsFailure ? "is read again" : "replaced", now);
    }

    /** It cannot be read; returns whether its condition changed. */
    boolean trouble(Instant now, Trouble met) {
        boolean young = met.unfinished() && isYoung(now);
        if (!met.unfinished()) {
            unfinishedSince = Optional.empty();
        }
        Trouble trouble = young && lastRead.isEmpty() ? Trouble.inTheMaking(met.reason()) : met;
        boolean changed = turn(trouble.condition(), now, trouble.sentence(), Optional.of(trouble.doNow()));
        if (changed) {
            LOG.warn("{}: {} ({})", trouble.title(), settings.database(), trouble.reason());
            untold = Optional.of(trouble).filter(it -> it.condition().isFailure());
        }
        if (untold.isPresent() && !young) {
            String title = untold.get().title().replace("database is missing", "database missing");
            tell(EventTypes.ERROR, title, untold.get().reason(), since);
            untold = Optional.empty();
            told = true;
        }
        return changed;
    }

    /** It is read again; returns whether an event has said that it was not. */
    private boolean heal() {
        boolean wasTold = told;
        told = false;
        untold = Optional.empty();
        unfinishedSince = Optional.empty();
        return wasTold;
    }

    private boolean isYoung(Instant now) {
        Instant begun = unfinishedSince.filter(then -> !then.isAfter(now)).orElse(now);
        unfinishedSince = Optional.of(begun);
        return now.isBefore(begun.plus(MAKING));
    }

    SourceState state(Instant lookedAt) {
        return new SourceState(
                "attendance database",
                condition,
                settings.database().toString(),
                since,
                message,
                doNow,
                lastRead,
                lookedAt,
                settings.poll(),
                missing);
    }

    /** Whether there is no database, and never was one. */
    boolean isWaiting() {
        return begun && condition == Condition.WAITING;
    }

    boolean isReadable() {
        return condition.isReadable();
    }

    /** What has not been stored yet, oldest first; whoever stores one removes it. */
    Deque<Signal> news() {
        return news;
    }

    private boolean turn(Condition next, Instant now, String sentence, Optional<String> step) {
        boolean changed = !begun || next != condition;
        boolean otherCause = !changed && next != Condition.LOCKED && !sentence.equals(message);
        if (changed || otherCause) {
            since = now;
        }
        begun = true;
        condition = next;
        message = sentence;
        doNow = step;
        return changed || otherCause;
    }

    private void tell(String type, String text, String reason, Instant now) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("path", settings.database().toString());
        data.put("reason", reason);
        String key = "source:" + condition.word() + ":" + since;
        news.add(new Signal.Occurrence(settings.station(), type, text, data, Optional.of(now), Optional.of(key)));
    }
}
