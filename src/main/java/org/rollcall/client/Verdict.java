package org.rollcall.client;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of a batch.
 *
 * @param accepted stored now
 * @param duplicates stored before
 * @param refused by their place in the batch, with the reason
 * @param isRollcalls whether it accounts for every event, as only Rollcall's answer does
 */
record Verdict(long accepted, long duplicates, Map<Integer, String> refused, boolean isRollcalls) {
    private static final int MOST_REASON = 300;

    /** Reads the answer to a batch of this size. */
    static Verdict of(Answer answer, int size) {
        if (!(answer.json() instanceof Map<?, ?> said)) {
            return new Verdict(0, 0, Map.of(), false);
        }
        Map<Integer, String> refused = new TreeMap<>();
        if (said.get("refused") instanceof List<?> list) {
            for (Object one : list) {
                if (one instanceof Map<?, ?> item
                        && item.get("index") instanceof Long index
                        && index >= 0
                        && index < size) {
                    refused.put(index.intValue(), reason(item.get("reason")));
                }
            }
        }
        long accepted = count(said.get("accepted"));
        long duplicates = count(said.get("duplicates"));
        boolean complete = accepted >= 0 && duplicates >= 0 && accepted + duplicates + refused.size() == size;
        return new Verdict(accepted, duplicates, refused, complete);
    }

    private static long count(@Nullable Object value) {
        return value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE ? number : -1;
    }

    private static String reason(@Nullable Object value) {
        return value instanceof String text ? Said.shortened(text, MOST_REASON) : "";
    }
}
