package org.rollcall.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.rollcall.client.Spool.Item;
import org.rollcall.client.Waiting.Entry;

/** Sends batches, and settles what the server has, or never will take. For the sender's thread; the counts from any. */
final class Delivery {
    private static final Duration FAR_AHEAD = Duration.ofHours(23); // the server refuses what is 24 h ahead
    private static final int EASY = 3; // what took less than this part of its time left time for more

    private final Settings settings;
    private final Spool spool;
    private final Reporter reporter;
    private final ClockSkew skew;
    private final Voice voice;
    private final BatchLimit limit = new BatchLimit();
    private final Set<Entry> undated = new HashSet<>(); // of the batch, those that go without their time
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

    /** What is to be sent next. */
    List<Item> batch() {
        return spool.batch(limit.rows(), limit.bytes());
    }

    /** Sends the events; splits what is too large or has a fault in it, until the culprit is alone. False: back off. */
    boolean send(List<Item> items) throws InterruptedException {
        undated.clear();
        Deque<List<Item>> parts = new ArrayDeque<>(List.of(items));
        while (!parts.isEmpty()) {
            List<Item> part = parts.pop();
            Optional<Answer> answer = ask(part);
            if (answer.isEmpty() || !judge(part, answer.get(), parts)) {
                return false;
            }
        }
        return true;
    }

    private Optional<Answer> ask(List<Item> part) throws InterruptedException {
        int bytes = part.stream().mapToInt(item -> item.entry().length + 1).sum();
        long began = System.nanoTime();
        Optional<Answer> answer = reporter.ask("POST", "api/events", array(part), false);
        if (reporter.wasTooMuch()) {
            limit.wasTooMuch(part.size(), bytes);
        } else if (answer.isPresent()
                && (bytes < BatchLimit.SMALL
                        || System.nanoTime() - began < settings.pace().send().toNanos() / EASY)) {
            limit.wasEasy(part.size(), bytes);
        }
        return answer;
    }

    private boolean judge(List<Item> part, Answer answer, Deque<List<Item>> parts) {
        Verdict verdict = Verdict.of(answer, part.size());
        boolean isTaken = answer.status() == 200 && verdict.isRollcalls();
        if (isTaken || (answer.status() == 422 && !verdict.refused().isEmpty())) {
            if (isTaken) {
                sent.addAndGet(verdict.accepted());
                duplicates.addAndGet(verdict.duplicates());
            }
            settle(part, answer, verdict.refused(), isTaken, parts);
        } else if (answer.status() >= 400 && part.size() > 1) {
            int middle = part.size() / 2;
            parts.push(part.subList(middle, part.size()));
            parts.push(part.subList(0, middle));
        } else if (answer.status() == 413 || (answer.status() >= 400 && answer.json() != null)) {
            say(part.get(0), answer.detail().isEmpty() ? "HTTP " + answer.status() : answer.detail());
            spool.settle(part);
        } else { // a 200 or 400 of something in between: no event is struck off for it
            reporter.isNoRollcall(answer.status());
            return false;
        }
        return true;
    }

    /** Settles what was refused and, when the rest was taken, that too; what is to be sent again is the next part. */
    private void settle(
            List<Item> part, Answer answer, Map<Integer, String> refused, boolean isTaken, Deque<List<Item>> parts) {
        List<Item> settled = new ArrayList<>();
        List<Item> again = new ArrayList<>();
        for (int i = 0; i < part.size(); i++) {
            Item item = part.get(i);
            String reason = refused.get(i);
            if (reason == null) {
                (isTaken ? settled : again).add(item);
            } else if (isForItsTime(item, answer)) {
                undated.add(item.entry());
                again.add(item);
            } else {
                say(item, reason);
                settled.add(item);
            }
        }
        spool.settle(settled);
        if (!again.isEmpty()) {
            parts.push(again);
        }
    }

    /**
     * Whether it may have been refused because it is too far ahead of the server's clock, by that very answer: the measured
     * skew may be old, or there is none yet. The event counts more than its time, so it is sent once more without.
     */
    private boolean isForItsTime(Item item, Answer answer) {
        boolean isAhead = answer.date()
                .flatMap(Backoff::date)
                .filter(server -> item.entry().at() == 0 || isFarAhead(item, server.toEpochMilli()))
                .isPresent();
        return isAhead && !undated.contains(item.entry());
    }

    private static boolean isFarAhead(Item item, long servers) {
        return item.entry().at() - servers >= FAR_AHEAD.toMillis();
    }

    private void say(Item item, String reason) {
        refused.incrementAndGet();
        voice.always(
                "Rollcall refused an event, which is dropped: " + reason + ": " + Said.shortened(item.body(), 200));
    }

    private String array(List<Item> part) {
        long now = settings.clock().instant().toEpochMilli();
        OptionalDouble ahead = skew.seconds();
        StringBuilder out = new StringBuilder("[");
        for (Item item : part) {
            if (ahead.isPresent() && isFarAhead(item, now - (long) (ahead.getAsDouble() * 1000))) {
                undated.add(item.entry());
            }
            out.append(out.length() == 1 ? "" : ",").append(written(item));
        }
        return out.append(']').toString();
    }

    /** The event; without its time when the server would refuse it for that. */
    private String written(Item item) {
        try {
            return undated.contains(item.entry()) ? Said.undated(item.body()) : item.body();
        } catch (JsonException e) {
            return item.body(); // not as we wrote it; the server will say so
        }
    }
}
