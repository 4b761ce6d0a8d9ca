package org.rollcall.history;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Columns over a grid. A value that is not known is {@link Double#NaN}, never zero; a count is known where the monitor
 * ran or an event is known to have happened.
 *
 * @param lines by station, in the order of their names; with all of them together it is one line under {@link #TOGETHER}
 */
public record Chart(Grid grid, Map<String, Line> lines) {
    /** The name of the line of all stations together. */
    public static final String TOGETHER = "";

    public Chart {
        lines = new LinkedHashMap<>(lines);
    }

    /** The line of a station, or of all {@link #TOGETHER}; it must be one that was asked for. */
    public Line line(String station) {
        return requireNonNull(lines.get(station), station);
    }

    /** One station's columns, or those of all together. */
    public static final class Line {
        private final Map<Series, double[]> columns = new LinkedHashMap<>();
        private final long[] scans; // of the success rate
        private final long[] synced;

        /** A line of which nothing is known. */
        public Line(List<Series> series, int bins) {
            this.scans = new long[bins];
            this.synced = new long[bins];
            for (Series each : series) {
                double[] column = new double[bins];
                Arrays.fill(column, Double.NaN);
                columns.put(each, column);
            }
        }

        /** The columns as they were asked for; shared, and not to be changed once the chart is handed out. */
        public Map<Series, double[]> columns() {
            return columns;
        }

        /** One of them. */
        public double[] column(Series series) {
            return requireNonNull(columns.get(series), series.word());
        }

        /** Adds to what is known of a bin. */
        public void add(Series series, int bin, long value) {
            double[] column = columns.get(series);
            if (column != null) {
                column[bin] = Double.isNaN(column[bin]) ? value : column[bin] + value;
            }
        }

        /** Adds a day's scans so far, and how many of them are synced; the rate is that of all that were added. */
        public void addRate(int bin, long moreSynced, long moreScans) {
            scans[bin] += moreScans;
            synced[bin] += moreSynced;
            double[] column = columns.get(Series.SUCCESS_RATE);
            if (column != null) {
                column[bin] = scans[bin] == 0 ? 100.0 : 100.0 * synced[bin] / scans[bin];
            }
        }
    }
}
