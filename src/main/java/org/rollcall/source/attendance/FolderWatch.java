package org.rollcall.source.attendance;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.rollcall.worker.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls when something happens to the database's files, so that a commit is seen before the next look is due.
 *
 * <p>In rollback mode the commit is the deletion of the journal, so its other changes are no reason to look. Where the
 * folder cannot be watched, the looks in their rhythm do the work alone.
 */
final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** A write is seen before its commit is: looks follow this many milliseconds after it, each after the one before. */
    private static final long[] ECHOES = {3, 8, 20, 50};

    private final Path folder;
    private final String name;
    private final Runnable wake;
    private final Worker worker;
    private volatile Optional<WatchService> service = Optional.empty(); // written by the worker, closed by close
    private volatile boolean closed; // set once, by close
    private int echo = ECHOES.length; // the worker's: the next echo that is due; none when all have been

    FolderWatch(Path database, String station, Runnable wake) {
        Path absolute = database.toAbsolutePath();
        this.folder = Optional.ofNullable(absolute.getParent()).orElse(absolute);
        this.name = String.valueOf(absolute.getFileName());
        this.wake = wake;
        this.worker = new Worker("rollcall-attendance-" + station + "-files", AGAIN, this::turn);
    }

    void start() {
        worker.start();
    }

    @Override
    public void close() {
        closed = true;
        release();
        worker.close();
    }

    /** Waits for news for at most a second. */
    private boolean turn() throws InterruptedException {
        if (service.isEmpty() && !register()) {
            return false;
        }
        try {
            boolean echoing = echo < ECHOES.length;
            WatchKey key = service.orElseThrow(ClosedWatchServiceException::new)
                    .poll(echoing ? ECHOES[echo] : AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            if (key == null) {
                if (echoing) {
                    echo++;
                    wake.run();
                }
                return true;
            }
            if (key.pollEvents().stream().anyMatch(this::concerns)) {
                echo = 0;
                wake.run();
            }
            if (!key.reset()) { // the folder is gone
                release();
                return false;
            }
            return true;
        } catch (ClosedWatchServiceException e) {
            return false; // closed while it waited
        }
    }

    private boolean register() {
        if (closed) {
            return false;
        }
        try {
            WatchService fresh = folder.getFileSystem().newWatchService();
            service = Optional.of(fresh);
            folder.register(fresh, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
            return true;
        } catch (IOException e) {
            LOG.debug("cannot watch the folder {}", folder, e);
            release();
            return false;
        }
    }

    private boolean concerns(WatchEvent<?> event) {
        if (event.kind() == OVERFLOW) {
            return true;
        }
        String file = String.valueOf(event.context());
        if (file.equals(name + "-journal")) {
            return event.kind() != ENTRY_CREATE;
        }
        return file.equals(name) || file.equals(name + "-wal");
    }

    private void release() {
        try {
            if (service.isPresent()) {
                service.get().close();
            }
        } catch (IOException e) {
            LOG.warn("cannot stop watching the folder {}", folder, e);
        }
        service = Optional.empty();
    }
}
