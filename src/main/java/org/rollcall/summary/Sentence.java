package org.rollcall.summary;

import java.util.Optional;

/**
 * How things are, since when, why, and what to do.
 *
 * @param state the station's state, or {@code store} when the journal cannot write
 * @param lead the state with its time, for example "Degraded since 06:58."
 * @param text what and with which consequence
 * @param doNow one action by a person without tools
 * @param meta what else is known of the state
 */
public record Sentence(
        String state, Shape shape, String lead, String text, Optional<String> doNow, Optional<String> meta) {}
