package org.rollcall.journey;

import java.util.Optional;

/**
 * How long after their scans today's records of a station came through the other hops; empty where none did.
 *
 * @param sync the process time
 */
public record Lags(Optional<Spread> photo, Optional<Spread> sync, Optional<Spread> sms) {
    public static final Lags NONE = new Lags(Optional.empty(), Optional.empty(), Optional.empty());

    public Optional<Spread> of(Hop hop) {
        return switch (hop) {
            case PHOTO -> photo;
            case SYNC -> sync;
            case SMS -> sms;
            case SCAN -> Optional.empty();
        };
    }
}
