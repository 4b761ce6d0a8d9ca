package org.rollcall.monitor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The limit of {@link MonitorThroughputBench}: rows of the same size, keys and indexes through the same driver, on one
 * thread and with nothing else to do. {@code bare} has no index but the primary key.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 4)
@Fork(value = 1, jvmArgs = "-Xmx512m")
public class SqliteInsertBench {
    private static final int EVENTS = 10_000;

    /** A database like the journal's. */
    @State(Scope.Benchmark)
    public static class Database {
        @Param({"200", "1000"})
        int commit;

        @Param({"bare", "journal"})
        String indexes;

        private final byte[] json = new byte[250];
        private Path folder;
        private Connection connection;
        private PreparedStatement insert;
        private long sequence;

        @Setup(Level.Trial)
        public void open() throws IOException, SQLException {
            folder = Whole.folder();
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            SQLiteDataSource source = new SQLiteDataSource(config);
            source.setUrl("jdbc:sqlite:" + folder.resolve("plain.db"));
            connection = source.getConnection();
            try (Statement statement = connection.createStatement()) {
                for (String sql : schema()) {
                    statement.execute(sql);
                }
            }
            connection.setAutoCommit(false);
            insert = connection.prepareStatement(
                    "insert into entry (sequence, epoch, kind, station, type, at, key, json) values (?,?,?,?,?,?,?,?)");
            java.util.Arrays.fill(json, (byte) 'x');
        }

        private List<String> schema() {
            String table = "create table entry (sequence integer primary key autoincrement, epoch integer not null,"
                    + " kind text not null, station text not null, type text not null, at integer not null, key text,"
                    + " json blob not null)";
            return indexes.equals("bare")
                    ? List.of(table)
                    : List.of(
                            table,
                            "create unique index entry_key on entry (station, key) where key is not null",
                            "create index entry_minute on entry (at / 60000) where kind = 'EVENT'");
        }

        @TearDown(Level.Trial)
        public void close() throws SQLException {
            connection.close();
            Whole.delete(folder);
        }
    }

    /** CPU time of the inserting thread in microseconds a row. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {
        public double threadMicros;
        private long began;
        private long rows;

        @Setup(Level.Iteration)
        public void begin() {
            rows = 0;
            began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        @TearDown(Level.Iteration)
        public void end() {
            long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
            threadMicros = nanos / 1e3 / Math.max(1, rows);
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void rows(Database database, Cpu cpu) throws SQLException {
        cpu.rows += EVENTS;
        PreparedStatement insert = database.insert;
        for (int i = 1; i <= EVENTS; i++) {
            long sequence = ++database.sequence;
            insert.setLong(1, sequence);
            insert.setLong(2, 1);
            insert.setString(3, "EVENT");
            insert.setString(4, "gate-1");
            insert.setString(5, "scan");
            insert.setLong(6, System.currentTimeMillis());
            insert.setString(7, "scan:" + sequence);
            insert.setBytes(8, database.json);
            insert.addBatch(); // the cheapest way through this driver
            if (i % database.commit == 0) {
                insert.executeBatch();
                database.connection.commit();
            }
        }
    }
}
