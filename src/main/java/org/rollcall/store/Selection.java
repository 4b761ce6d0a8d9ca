package org.rollcall.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.rollcall.log.EventQuery;

/** A query for events as SQL with its values; texts from outside are only ever bound. */
record Selection(String sql, List<Object> values) {
    static final String COLUMNS = "select sequence, epoch, kind, station, type, json from entry";

    static Selection of(EventQuery query) {
        StringBuilder sql = new StringBuilder(COLUMNS).append(" where kind = 'EVENT'");
        List<Object> values = new ArrayList<>();
        query.after().ifPresent(sequence -> add(sql, values, " and sequence > ?", sequence));
        query.before().ifPresent(sequence -> add(sql, values, " and sequence < ?", sequence));
        query.from().ifPresent(at -> addTime(sql, values, ">=", ">=", at));
        query.to().ifPresent(at -> addTime(sql, values, "<", "<=", at));
        query.station().ifPresent(station -> add(sql, values, " and station = ?", station));
        if (!query.types().isEmpty()) {
            sql.append(" and type in (")
                    .append("?, ".repeat(query.types().size() - 1))
                    .append("?)");
            values.addAll(query.types());
        }
        query.text().ifPresent(text -> {
            String pattern =
                    "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
            add(sql, values, " and json_extract(cast(json as text), '$.message') like ? escape '\\'", pattern);
        });
        sql.append(query.isForward() ? " order by sequence" : " order by sequence desc")
                .append(" limit ?");
        values.add(query.limit());
        return new Selection(sql.toString(), values);
    }

    void bind(PreparedStatement select) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            select.setObject(i + 1, values.get(i));
        }
    }

    /** The exact time, and the minute that the index knows. */
    private static void addTime(StringBuilder sql, List<Object> values, String exact, String minute, Instant at) {
        add(sql, values, " and at " + exact + " ?", at.toEpochMilli());
        add(sql, values, " and at / 60000 " + minute + " ?", at.toEpochMilli() / 60_000);
    }

    private static void add(StringBuilder sql, List<Object> values, String condition, Object value) {
        sql.append(condition);
        values.add(value);
    }
}
