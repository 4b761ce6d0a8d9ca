package org.rollcall.source.attendance;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.event.EventId;
import org.rollcall.event.Reading;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.Signal.Occurrence;
import org.rollcall.event.SignalSink;
import org.rollcall.event.SourceState;
import org.rollcall.event.Submission;

/** A watcher at work in a test: a sink that remembers, a clock that is moved, turns that are taken by hand. */
final class Desk implements SignalSink, AutoCloseable {
    static final ZoneId MANILA = ZoneId.of("Asia/Manila");

    final List<Occurrence> events = new ArrayList<>();
    final List<Submission> submissions = new ArrayList<>();
    final AttendanceSettings settings;
    Optional<String> position = Optional.empty();
    Optional<Reading> reading = Optional.empty();
    Optional<SourceState> state = Optional.empty();
    boolean storeFails;
    private final Effort effort;
    private Instant now;
    private AttendanceWatcher watcher;

    Desk(Path file, String now, ZoneId zone) {
        this(file, now, zone, Effort.USUAL);
    }

    Desk(Path file, String now, ZoneId zone, Effort effort) {
        this.effort = effort;
        this.settings = new AttendanceSettings(file, "gate-1", zone, Duration.ofSeconds(5));
        this.now = Instant.parse(now);
        this.watcher = watcher();
    }

    Desk(Path file) {
        this(file, "2026-11-23T02:30:00Z", MANILA); // 10:30 at the station
    }

    /** Turns until there is no more to tell. */
    Desk look() throws InterruptedException {
        boolean more = true;
        for (int i = 0; more && i < 1_000; i++) {
            more = watcher.turn();
        }
        return this;
    }

    Desk later(Duration span) throws InterruptedException {
        now = now.plus(span);
        return look();
    }

    Desk poll() throws InterruptedException {
        return later(Duration.ofSeconds(5));
    }

    /** A new process that knows only what was stored. */
    Desk restart() throws InterruptedException {
        watcher.close();
        watcher = watcher();
        return look();
    }

    long drifts() {
        return watcher.drifts();
    }

    Instant now() {
        return now;
    }

    /** Long enough for what is read in slices. */
    Desk verify() throws InterruptedException {
        later(effort.verify());
        for (int i = 0; i < 40; i++) {
            look();
        }
        return poll();
    }

    List<String> messages() {
        return events.stream().map(Occurrence::message).toList();
    }

    List<String> keys() {
        return events.stream().map(event -> event.key().orElse("")).toList();
    }

    SourceState.Condition condition() {
        return state.orElseThrow().condition();
    }

    @Override
    public CompletableFuture<List<Receipt>> accept(Submission submission) {
        if (storeFails) {
            return CompletableFuture.completedFuture(submission.signals().stream()
                    .map(signal -> (Receipt) new Receipt.Unavailable("disk full"))
                    .toList());
        }
        submissions.add(submission);
        submission.position().ifPresent(reached -> position = Optional.of(reached.value()));
        List<Receipt> receipts = new ArrayList<>();
        for (Signal signal : submission.signals()) {
            if (signal instanceof Occurrence event) {
                events.add(event);
            } else if (signal instanceof Signal.Measurement measurement) {
                reading = Optional.of(measurement.reading());
            } else if (signal instanceof Signal.SourceReport report) {
                state = Optional.of(report.state());
            }
            receipts.add(new Receipt.Accepted(new EventId(1, events.size() + 1)));
        }
        return CompletableFuture.completedFuture(receipts);
    }

    @Override
    public void close() {
        watcher.close();
    }

    private AttendanceWatcher watcher() {
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        return new AttendanceWatcher(settings, () -> position, this, clock, effort);
    }
}
