package org.rollcall.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.rollcall.client.Spool.Item;

/** Sends batches, and settles what the server has, or never will take. For the sender's thread; the counts from any. */
final class Delivery {
    private static final Duration FAR_AHEAD = Duration.ofHours(23); // the server refuses what is 24 h ahead

    private final Settings settings;
    private final Spool spool;
    private final Reporter reporter;
    private final ClockSkew skew;
    private final Voice voice;
    final AtomicLong sent = new AtomicLong();
    final AtomicLong duplicates = new AtomicLong();
    final AtomicLong refused = new AtomicLong();

    Delivery(Settings settings, Spool spool, Reporter reporter, ClockSkew skew, Voice voice) {
        this.settings = settings;
        this.spool = spool;
        this.reporter = reporter;
        this.skew = skew;
        this.voice = voice;
    }

    /** Sends the events; splits what is too large or has a fault in it, until the culprit is alone. False: back off. */
    boolean send(List<Item> items) throws InterruptedException {
        ArrayDeque<List<Item>> parts = new ArrayDeque<>(List.of(items));
        while (!parts.isEmpty()) {
            List<Item> part = parts.pop();
            Optional<Answer> answer = reporter.ask("POST", "api/events", array(part), false);
            if (answer.isEmpty() || !judge(part, answer.get(), parts)) {
                return false;
            }
        }
        return true;
    }

    private boolean judge(List<Item> part, Answer answer, ArrayDeque<List<Item>> parts) {
        Verdict verdict = Verdict.of(answer, part.size());
        if (answer.status() == 200 && verdict.isRollcalls()) {
            sent.addAndGet(verdict.accepted());
            duplicates.addAndGet(verdict.duplicates());
            say(part, verdict.refused());
            spool.settle(part);
        } else if (answer.status() == 422 && !verdict.refused().isEmpty()) {
            say(part, verdict.refused());
            List<Item> gone = new ArrayList<>();
            List<Item> rest = new ArrayList<>();
            for (int i = 0; i < part.size(); i++) {
                (verdict.refused().containsKey(i) ? gone : rest).add(part.get(i));
            }
            spool.settle(gone);
            if (!rest.isEmpty()) {
                parts.push(rest);
            }
        } else if (answer.status() >= 400 && part.size() > 1) {
            int middle = part.size() / 2;
            parts.push(part.subList(middle, part.size()));
            parts.push(part.subList(0, middle));
        } else if (answer.status() == 413 || (answer.status() >= 400 && answer.json() != null)) {
            String reason = verdict.detail().isEmpty() ? "HTTP " + answer.status() : verdict.detail();
            say(part, Map.of(0, reason));
            spool.settle(part);
        } else { // a 200 or 400 of something in between: no event is struck off for it
            reporter.isNoRollcall(answer.status());
            return false;
        }
        return true;
    }

    private void say(List<Item> part, Map<Integer, String> reasons) {
        reasons.forEach((index, reason) -> {
            refused.incrementAndGet();
            String body = part.get(index).body();
            voice.always("Rollcall refused an event, which is dropped: " + reason + ": " + Said.shortened(body, 200));
        });
    }

    private String array(List<Item> part) {
        Instant now = settings.clock().instant();
        OptionalDouble ahead = skew.seconds();
        StringBuilder out = new StringBuilder("[");
        for (Item item : part) {
            out.append(out.length() == 1 ? "" : ",").append(dated(item, now, ahead));
        }
        return out.append(']').toString();
    }

    /** The event; without its time when the station's clock is so far ahead that the server would refuse it. */
    private static String dated(Item item, Instant now, OptionalDouble ahead) {
        if (ahead.isEmpty()) {
            return item.body();
        }
        long servers = now.toEpochMilli() - (long) (ahead.getAsDouble() * 1000);
        if (item.entry().at() - servers < FAR_AHEAD.toMillis()) {
            return item.body();
        }
        try {
            return Said.undated(item.body());
        } catch (JsonException e) {
            return item.body(); // not as we wrote it; the server will say so
        }
    }
}
