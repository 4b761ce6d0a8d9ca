package org.rollcall.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Asks the server for what it knows, on the caller's thread, for at most the reading time; null when it does not say.
 * After a failure it is not asked for a while, so that many calls do not wait one after the other.
 */
final class Questions {
    private static final int AT_ONCE = 8;
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);

    private final Settings settings;
    private final Http http;
    private final Voice voice;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private volatile long notBefore = System.nanoTime();

    Questions(Settings settings, Http http, Voice voice) {
        this.settings = settings;
        this.http = http;
        this.voice = voice;
    }

    <T> Optional<T> ask(String path, Class<T> kind) {
        if (System.nanoTime() - notBefore < 0 || !free.tryAcquire()) {
            return Optional.empty();
        }
        try {
            Answer answer = http.ask("GET", path, "", settings.pace().read());
            Object value = answer.status() == 200 ? answer.json() : null;
            if (kind.isInstance(value)) {
                return Optional.of(kind.cast(value));
            }
            boolean refused = answer.status() == 401 || answer.status() == 403;
            unanswered(path, "HTTP " + answer.status(), refused);
        } catch (IOException e) {
            unanswered(path, e.toString(), false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the caller's business; the answer is what we know
        } finally {
            free.release();
        }
        return Optional.empty();
    }

    private void unanswered(String path, String why, boolean refused) {
        Duration pause = refused ? AFTER_REFUSAL : settings.pace().diskRetry();
        notBefore = System.nanoTime() + pause.toNanos();
        voice.warn(
                "read",
                "Rollcall does not answer " + path + " for " + settings.user() + " (" + why
                        + "): the answer is what this client knows"
                        + (refused ? ". Give the login the role viewer" : ""));
    }
}
