package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rollcall.timetable.Phase;
import org.rollcall.timetable.Timetable;

/**
 * The dead man's switch of a station: since when it gives no sign of life, and since when a window goes without a scan.
 * These are two things: a station whose heartbeat is overdue is silent, and of one that is alive scans may be missed.
 *
 * <p>Silence counts from the last sign of life, but not from before the window opened, nor from before we listened: what
 * was said while we were down, or while the whole machine was suspended, nobody heard. Not thread-safe: the monitor's
 * thread owns it.
 */
final class Vigil {
    static final String OVERDUE = "heartbeat_overdue_seconds";
    static final String WITHOUT_SCANS = "window_without_scans_seconds";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    private Attention attention;
    private ZoneId zone;
    private Instant listening;
    private Instant looked;
    private @Nullable Instant lastSign;
    private @Nullable Instant lastScan;
    private @Nullable Instant back; // from its last silence
    private boolean scans;
    private Phase phase = Phase.NONE;
    private int phaseOf = -1; // the timetable's version
    private LocalDate phaseOn = LocalDate.MIN; // the day on which it was looked up

    Vigil(Attention attention, ZoneId zone, Instant now) {
        this.attention = attention;
        this.zone = zone;
        this.listening = now;
        this.looked = now;
    }

    /** Another timetable or zone counts from now on. */
    void adopt(Attention newAttention, ZoneId newZone) {
        attention = newAttention;
        zone = newZone;
        phaseOf = -1;
    }

    /**
     * The station gave a sign of life.
     *
     * @param beats whether it sends heartbeats, so that it may have been silent
     */
    void heard(Instant at, boolean beats) {
        if (beats && silentSince(at).isPresent()) {
            back = at;
        }
        lastSign = later(lastSign, at);
    }

    /** A scan was told. */
    void scanned(Instant at, Instant now) {
        scans = true;
        Instant then = at.isAfter(now) ? now : at; // our own clock may have gone back
        lastScan = lastScan == null || then.isAfter(lastScan) ? then : lastScan;
    }

    /** Whether it has ever told a scan, before this start included. */
    boolean scans() {
        return scans;
    }

    void restore(boolean everScanned) {
        scans = everScanned;
    }

    /** We are here and would have heard it. Called at every tick; after a longer pause listening begins anew. */
    void look(Instant now) {
        Duration pause = attention.silentAfter().dividedBy(2);
        if (now.isBefore(looked) || now.isAfter(looked.plus(pause))) {
            listening = now;
        }
        looked = now;
        lastSign = notAfter(now, lastSign);
        lastScan = notAfter(now, lastScan);
        back = notAfter(now, back);
    }

    /** What our own clock dated after now, before it went back, nobody heard since we listen anew. */
    private static @Nullable Instant notAfter(Instant now, @Nullable Instant at) {
        return at != null && at.isAfter(now) ? null : at;
    }

    Phase phase(Instant now) {
        if (attention.timetable().isEmpty()) {
            return Phase.NONE;
        }
        Timetable timetable = attention.timetable().get();
        if (phaseOf != timetable.version() || !holds(now)) {
            phaseOf = timetable.version();
            phaseOn = LocalDate.ofInstant(now, zone);
            phase = timetable.phase(now, zone);
        }
        return phase;
    }

    /** Whether the phase is still that one; without a window in sight on one side it is looked for anew each day. */
    private boolean holds(Instant now) {
        boolean inSight = phase.since().isPresent() && phase.until().isPresent();
        return phase.since().map(since -> !since.isAfter(now)).orElse(true)
                && phase.until().map(until -> until.isAfter(now)).orElse(true)
                && (inSight || phaseOn.equals(LocalDate.ofInstant(now, zone)));
    }

    /** When its sign of life fell due, if it is overdue while the station should be awake. */
    Optional<Instant> silentSince(Instant now) {
        if (phase(now).isClosed()) {
            return Optional.empty();
        }
        Instant due = later(lastSign, expectedFrom(now)).plus(attention.silentAfter());
        return now.isAfter(due) ? Optional.of(due) : Optional.empty();
    }

    /** How long a station that sends heartbeats gives no sign of life; nothing while it is too early to say. */
    void tellSilence(Instant now, Map<String, Double> figures, Map<String, String> endings) {
        if (phase(now).isClosed()) {
            figures.put(OVERDUE, 0.0);
            endings.put(OVERDUE, closing(now));
            return;
        }
        Instant from = expectedFrom(now);
        Instant sign = lastSign;
        if (sign != null && !sign.isBefore(from)) {
            figures.put(OVERDUE, seconds(sign, now));
            endings.put(OVERDUE, "It was heard again at " + time(sign) + ".");
        } else if (now.isAfter(from.plus(attention.silentAfter()))) {
            figures.put(OVERDUE, seconds(from, now));
        }
    }

    /** How long an open window goes without a scan; nothing while it is too early to say. */
    void tellScans(Instant now, boolean silent, Map<String, Double> figures, Map<String, String> endings) {
        Phase running = phase(now);
        if (!running.isOpen()) {
            figures.put(WITHOUT_SCANS, 0.0);
            endings.put(WITHOUT_SCANS, running.isClosed() ? closing(now) : "There is no timetable any more.");
            return;
        }
        if (silent) {
            figures.put(WITHOUT_SCANS, 0.0);
            endings.put(WITHOUT_SCANS, "The station itself is silent now.");
            return;
        }
        if (!now.isAfter(running.since().orElse(now).plus(attention.grace()))) {
            return;
        }
        Instant from = later(back, expectedFrom(now)); // who comes back has its scans still to tell
        Instant scan = lastScan;
        if (scan != null && !scan.isBefore(from)) {
            figures.put(WITHOUT_SCANS, seconds(scan, now));
            endings.put(WITHOUT_SCANS, "A scan came at " + time(scan) + ".");
        } else if (now.isAfter(from.plus(attention.scansDue()))) {
            figures.put(WITHOUT_SCANS, seconds(from, now));
        }
    }

    /** Nothing was expected, or could be heard, before this. */
    private Instant expectedFrom(Instant now) {
        return later(phase(now).isOpen() ? phase(now).since().orElse(null) : null, listening);
    }

    private String closing(Instant now) {
        String closed = phase(now)
                .since()
                .map(since -> "The window closed at " + time(since))
                .orElse("No window is open");
        return closed + "; until the next one nothing is expected.";
    }

    private String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toSeconds());
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one == null || other.isAfter(one) ? other : one;
    }
}
