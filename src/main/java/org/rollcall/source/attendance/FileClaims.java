package org.rollcall.source.attendance;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which station reads which file, by device and inode: two paths may lead to one file, and only who has opened it knows.
 * Thread-safe.
 */
public final class FileClaims {
    private final Map<String, Object> keyOf = new ConcurrentHashMap<>();

    /** Takes back what a station noted: the number of a file that is gone may become another one's. */
    void release(String station) {
        keyOf.remove(station);
    }

    /** Notes what a station reads from now on; another one that reads the same, if there is one. */
    Optional<String> claim(String station, Object key) {
        keyOf.put(station, key);
        return keyOf.entrySet().stream()
                .filter(other -> other.getValue().equals(key) && !other.getKey().equals(station))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
