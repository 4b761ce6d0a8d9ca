package org.rollcall.event;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A copy of a map in its order, which nobody can change: a copy of one is itself. Its values may be null. */
final class OrderedCopy extends AbstractMap<String, Object> {
    private final Map<String, Object> fields;

    private OrderedCopy(Map<String, Object> fields) {
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    static Map<String, Object> of(Map<String, Object> fields) {
        return fields instanceof OrderedCopy ? fields : new OrderedCopy(fields);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return fields.entrySet();
    }

    @Override
    public boolean containsKey(Object key) {
        return fields.containsKey(key);
    }

    @Override
    public @Nullable Object get(Object key) {
        return fields.get(key);
    }
}
