package org.rollcall.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Says things to the server in the station's name, and judges whether an answer is about what was said or about the
 * server; then it sets the time of the next attempt. For the sender's thread; {@link #trouble} from any.
 */
final class Reporter {
    private final Settings settings;
    private final Http http;
    private final Voice voice;
    private final ClockSkew skew;
    private final Backoff backoff;
    private long nextTry = System.nanoTime();
    private boolean wasTooMuch;
    private volatile Optional<String> trouble = Optional.empty();

    Reporter(Settings settings, Http http, ClockSkew skew, Voice voice, RandomGenerator random) {
        this.settings = settings;
        this.http = http;
        this.skew = skew;
        this.voice = voice;
        this.backoff =
                new Backoff(settings.pace().firstBackoff(), settings.pace().mostBackoff(), random);
    }

    /** How long until the next attempt is due. */
    Duration untilNextTry() {
        return Duration.ofNanos(Math.max(0, nextTry - System.nanoTime()));
    }

    /** Why nothing is sent; empty when all is well. */
    Optional<String> trouble() {
        return trouble;
    }

    void isWell() {
        backoff.reset();
        trouble = Optional.empty();
    }

    /**
     * Whether what was last sent did not get through in time: 408, or an exchange that failed when half of its time was
     * over, whichever side gave it up. A connection is not waited for as long as that.
     */
    boolean wasTooMuch() {
        return wasTooMuch;
    }

    /**
     * The answer, if it is about what was sent; empty, with the wait set, if it is about the server.
     *
     * @param optional what may be left out when the server has no such path
     */
    Optional<Answer> ask(String method, String path, String body, boolean optional) throws InterruptedException {
        Instant before = settings.clock().instant();
        long began = System.nanoTime();
        wasTooMuch = false;
        Answer answer;
        try {
            answer = http.ask(method, path, body, settings.pace().send());
        } catch (IOException e) {
            wasTooMuch = System.nanoTime() - began > settings.pace().send().toNanos() / 2;
            fail(e.toString()); // a ConnectException has no message
            voice.warn("offline", "cannot reach Rollcall at " + settings.url() + " (" + e + "); events are kept");
            return Optional.empty();
        }
        Instant after = settings.clock().instant();
        skew.note(answer.date(), before, after);
        return judged(method, path, answer, optional, after);
    }

    private Optional<Answer> judged(String method, String path, Answer answer, boolean optional, Instant now) {
        int status = answer.status();
        String what = "HTTP " + status;
        wasTooMuch = status == 408;
        if (status == 401 || status == 403) {
            fail(what, settings.pace().refusedBackoff(), Optional.empty());
            voice.error(
                    "login",
                    "Rollcall does not let " + settings.user() + " report (" + what
                            + "); events are kept. Check the name and the password");
            return Optional.empty();
        }
        if (status == 429 || status == 408 || status >= 500) {
            fail(what, Duration.ZERO, Backoff.asked(answer.retryAfter(), now));
            voice.warn("busy", "Rollcall cannot take events now (" + what + "); they are kept");
            return Optional.empty();
        }
        if ((status >= 200 && status < 300) || status == 400 || status == 413 || status == 422) {
            if (optional && status >= 400) {
                voice.warn(path, "Rollcall refused " + method + " " + path + " (" + what + "): " + answer.detail());
            }
            return Optional.of(answer);
        }
        voice.error("path", method + " " + path + " at " + settings.url() + " is " + what + "; is the address right?");
        if (optional && (status == 404 || status == 405)) {
            return Optional.of(answer); // it may take events all the same
        }
        fail(what, settings.pace().refusedBackoff(), Optional.empty());
        return Optional.empty();
    }

    /** What answers is not a Rollcall: a login page, a proxy. */
    void isNoRollcall(int status) {
        fail("not a Rollcall");
        voice.error("contract", settings.url() + " answers " + status + ", but not as Rollcall does: events are kept");
    }

    private void fail(String what) {
        fail(what, Duration.ZERO, Optional.empty());
    }

    private void fail(String what, Duration least, Optional<Duration> asked) {
        trouble = Optional.of(what);
        nextTry = System.nanoTime() + backoff.failed(least, asked).toNanos();
    }
}
