package org.rollcall.monitor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.rollcall.event.Signal;
import org.rollcall.event.Submission;

/** Scans as the watcher makes them, about 250 bytes of JSON each, of four stations in turn. */
final class Load {
    private static final String[] STATIONS = {"gate-1", "gate-2", "canteen", "library"};

    private final AtomicLong number = new AtomicLong();

    Signal.Occurrence scan() {
        long record = number.incrementAndGet();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("student_id", "2021" + (1000 + record % 9000));
        data.put("record_id", record);
        data.put("scan_type", "time_in");
        data.put("status", "present");
        return new Signal.Occurrence(
                STATIONS[(int) (record & 3)],
                "scan",
                "Attendance recorded: 2021" + (1000 + record % 9000),
                data,
                Optional.of(Instant.now().minusMillis(record % 700)),
                Optional.of("scan:" + record));
    }

    Submission scans(int size) {
        List<Signal> signals = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            signals.add(scan());
        }
        return new Submission(signals, Optional.empty());
    }
}
