package org.rollcall.source.attendance;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Consecutive ids, both ends included. */
record IdRange(long first, long last) {
    static List<IdRange> of(SortedSet<Long> ids) {
        List<IdRange> ranges = new ArrayList<>();
        for (long id : ids) {
            int end = ranges.size() - 1;
            if (end >= 0 && ranges.get(end).last() + 1 == id) {
                ranges.set(end, new IdRange(ranges.get(end).first(), id));
            } else {
                ranges.add(new IdRange(id, id));
            }
        }
        return ranges;
    }
}
