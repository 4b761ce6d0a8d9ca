package org.rollcall.source.attendance;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.rollcall.worker.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls when something happens to the database's files, so that a commit is seen before the next look is due.
 *
 * <p>In rollback mode the commit is the deletion of the journal, so what comes before it is no reason to look. In WAL
 * mode the log is written, and often synced, before the commit can be seen, so looks follow a write until one has found
 * something. Where the folder cannot be watched, before there is a database, and while a crowd of commits is being written,
 * the looks in their rhythm do the work alone and the folder is not even watched: see {@link Pace}.
 */
final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** A write is seen before its commit is: looks follow this many milliseconds after it, each after the one before. */
    private static final long[] ECHOES = {1, 2, 4, 8, 16, 32, 64};

    private static final int LATE = 4; // once a look has found something, only the later echoes are worth their cost

    /** Has a service tell what happens in a folder, and takes as long as the disk does. */
    @FunctionalInterface
    interface Registration {
        void register(Path folder, WatchService service) throws IOException;
    }

    private final Path database;
    private final Path folder;
    private final String name;
    private final Path journal;
    private final Runnable wake;
    private final LongSupplier found;
    private final Registration registration;
    private final Pace pace = new Pace(System.nanoTime());
    private final Worker worker;
    private volatile Optional<WatchService> service = Optional.empty(); // written by the worker, closed by stop
    private volatile boolean closed; // set once, by stop
    private volatile boolean crowded; // written by the worker
    private int echo = ECHOES.length; // the worker's: the next echo that is due; none when all have been

    private long foundLast; // the worker's: as of the last wake
    private long foundBefore; // the worker's: as of the event that the echoes follow

    /** Calls {@code wake}; {@code found} counts the commits that were found. */
    FolderWatch(Path database, String station, Runnable wake, LongSupplier found) {
        this(
                database,
                station,
                wake,
                found,
                (folder, service) -> folder.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE));
    }

    FolderWatch(Path database, String station, Runnable wake, LongSupplier found, Registration registration) {
        Path absolute = database.toAbsolutePath();
        this.database = absolute;
        this.folder = Optional.ofNullable(absolute.getParent()).orElse(absolute);
        this.name = String.valueOf(absolute.getFileName());
        this.journal = absolute.resolveSibling(name + "-journal");
        this.wake = wake;
        this.found = found;
        this.registration = registration;
        this.worker = new Worker("rollcall-attendance-" + station + "-files", AGAIN, this::turn);
    }

    void start() {
        worker.start();
    }

    /** Whether somebody writes as fast as it can, so that each look is likely to meet a commit. From any thread. */
    boolean isCrowd() {
        return crowded;
    }

    /** Ends the wait for news, and waits for nothing itself. */
    void stop() {
        closed = true;
        worker.stop();
        release();
    }

    @Override
    public void close() {
        stop();
        worker.close();
    }

    /** Waits for news for at most a second. */
    private boolean turn() throws InterruptedException {
        crowded = pace.isCrowd(System.nanoTime());
        if (crowded) {
            release();
            return false;
        }
        if (service.isEmpty() && (!Files.exists(database) || !register())) {
            return false;
        }
        try {
            if (echo < LATE && found.getAsLong() != foundBefore) {
                echo = LATE;
            }
            boolean echoing = echo < ECHOES.length;
            WatchKey key = service.orElseThrow(ClosedWatchServiceException::new)
                    .poll(echoing ? ECHOES[echo] : AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            if (key == null) {
                if (echoing) {
                    echo++;
                    wake();
                }
                return true;
            }
            take(key.pollEvents());
            if (!key.reset()) { // the folder is gone
                release();
                return false;
            }
            return true;
        } catch (ClosedWatchServiceException e) {
            return false; // closed while it waited
        }
    }

    private void take(List<WatchEvent<?>> events) {
        if (events.stream().anyMatch(this::concerns)) {
            foundBefore = found.getAsLong();
            echo = 0;
            wake();
        } else if (events.stream().anyMatch(this::precedes)) {
            foundBefore = found.getAsLong();
            echo = LATE - 1; // in case the news of the commit itself is lost
        }
    }

    private void wake() {
        long now = found.getAsLong();
        pace.found(System.nanoTime(), now - foundLast);
        foundLast = now;
        wake.run();
    }

    private boolean register() {
        if (closed) {
            return false;
        }
        try {
            WatchService fresh = folder.getFileSystem().newWatchService();
            try {
                registration.register(folder, fresh);
            } catch (IOException e) {
                fresh.close();
                throw e;
            }
            service = Optional.of(fresh); // not before: to close one that hangs in there would wait for it
        } catch (IOException e) {
            LOG.debug("cannot watch the folder {}", folder, e);
            return false;
        }
        if (closed) { // meanwhile
            release();
        }
        return service.isPresent();
    }

    private boolean concerns(WatchEvent<?> event) {
        if (event.kind() == OVERFLOW) {
            return true;
        }
        String file = String.valueOf(event.context());
        if (file.equals(name + "-journal")) {
            return event.kind() == ENTRY_DELETE || (event.kind() == ENTRY_MODIFY && isEmpty(journal));
        }
        return file.equals(name + "-wal") || (file.equals(name) && !Files.exists(journal));
    }

    /** Whether it belongs to a transaction that is still being written. */
    private boolean precedes(WatchEvent<?> event) {
        String file = String.valueOf(event.context());
        return file.equals(name) || (file.equals(name + "-journal") && event.kind() == ENTRY_MODIFY);
    }

    /** A journal is emptied instead of deleted in the mode that has its name from that. */
    private static boolean isEmpty(Path journal) {
        try {
            return Files.size(journal) == 0;
        } catch (IOException e) {
            return true; // it is gone
        }
    }

    private void release() {
        Optional<WatchService> open = service;
        service = Optional.empty();
        try {
            if (open.isPresent()) {
                open.get().close();
            }
        } catch (IOException e) {
            LOG.warn("cannot stop watching the folder {}", folder, e);
        }
    }
}
