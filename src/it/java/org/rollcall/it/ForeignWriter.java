package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;

/**
 * An attendance system in Python that knows nothing of us: rollback journal, sqlite3's own timeout, one commit for each
 * thing that happens. It goes on until it is told to stop, and counts how often its database was locked.
 */
final class ForeignWriter implements AutoCloseable {
    private static final String PROGRAM = """
            import random, select, sqlite3, sys
            from datetime import datetime
            random.seed(int(sys.argv[2]))
            db = sqlite3.connect(sys.argv[1])
            assert db.execute('PRAGMA journal_mode').fetchone()[0] == 'delete'
            locked, waiting, queued = 0, [], []
            def now():
                return datetime.now().isoformat() if random.random() < 0.5 else datetime.now().strftime('%Y-%m-%d %H:%M:%S')
            def scan():
                row = db.execute('INSERT INTO attendance (student_id, timestamp, photo_path, scan_type, status)'
                    ' VALUES (?, ?, ?, ?, ?)', ('2021%03d' % random.randrange(1000), now(),
                    'p.jpg' if random.random() < 0.25 else None, 'time_in', 'present')).lastrowid
                waiting.append(row)
            def queue():
                row = random.choice(waiting)
                queued.append((db.execute('INSERT INTO sync_queue (record_type, record_id, data, created_at)'
                    ' VALUES (?, ?, ?, ?)', ('attendance', row, '{}', now())).lastrowid, row))
            def sync(row):
                db.execute('UPDATE attendance SET synced = 1, sync_timestamp = ? WHERE id = ?', (now(), row))
                if row in waiting: waiting.remove(row)
            def act():
                kind = random.random()
                if kind < 0.5 or not waiting: scan()
                elif kind < 0.55: [scan() for i in range(20)]
                elif kind < 0.6 and len(queued) < 200: queue()
                elif kind < 0.65 and queued: db.execute('UPDATE sync_queue SET retry_count = retry_count + 1,'
                    ' last_attempt = ? WHERE id = ?', (now(), random.choice(queued)[0]))
                elif kind < 0.7 and len(queued) > 20:
                    id, row = queued.pop(0)
                    db.execute('DELETE FROM sync_queue WHERE id = ?', (id,))
                    sync(row)
                else: [sync(row) for row in random.sample(waiting, min(len(waiting), 3))]
            while not select.select([sys.stdin], [], [], random.uniform(0, 0.02))[0]:
                try:
                    with db: act()
                except sqlite3.OperationalError as e:
                    locked += 1
                    print(e, flush=True)
            db.close()
            print('locked', locked)
            """;

    private final Process process;
    private final Path log;

    private ForeignWriter(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static ForeignWriter start(Path database, ZoneId zone, long seed, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("python3", "-c", PROGRAM, database.toString(), Long.toString(seed));
        builder.environment().put("TZ", zone.getId());
        return new ForeignWriter(
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    }

    /** Ends it as it would end itself; it must never have met a lock. */
    void finish() throws IOException, InterruptedException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(log, StandardCharsets.UTF_8)).isEqualTo("locked 0\n");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
