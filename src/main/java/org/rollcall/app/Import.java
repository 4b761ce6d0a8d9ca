package org.rollcall.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rollcall.config.Settings;
import org.rollcall.config.SettingsException;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.monitor.PastEvents;
import org.rollcall.store.FolderLock;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.ExportReader;
import org.rollcall.wire.Json;

/** Reads the events of exports into the store while no server runs: {@code scripts/import.sh}. */
public final class Import {
    private static final int AT_ONCE = 500;

    private final Settings settings;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    Import(Settings settings, Clock clock, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        Logger.getLogger("").setLevel(Level.WARNING); // the pool's news are not the operator's
        try {
            System.exit(new Import(SettingsSource.read(), Clock.systemUTC(), System.out, System.err).run(args));
        } catch (SettingsException e) {
            System.err.println("import: " + e.getMessage());
            System.exit(1);
        }
    }

    /** The exit status: 0 everything was read, 1 something was not, and the error stream says what, 2 no file. */
    @SuppressWarnings("try") // the lock is held, not used
    int run(String... files) {
        if (files.length == 0) {
            err.println("import: give the exports to read");
            return 2;
        }
        Json json = new Json(settings.zone());
        try (FolderLock lock = FolderLock.take(settings.data(), "an import");
                Journal journal = SqliteJournal.open(settings.store(), json, clock.instant())) {
            PastEvents past = new PastEvents(
                    journal,
                    new EventJson(json),
                    clock.instant(),
                    settings.privacy().names());
            boolean whole = true;
            for (String file : files) {
                whole &= new OneFile(Path.of(file), journal, past).read();
            }
            return whole ? 0 : 1;
        } catch (StoreException e) {
            Throwable cause = e.getCause();
            err.println("import: " + e.getMessage() + (cause == null ? "" : ": " + cause.getMessage()));
            return 1;
        }
    }

    /** One export on its way in. */
    private final class OneFile {
        private final Path file;
        private final Journal journal;
        private final PastEvents past;
        private final List<ExportReader.Item> waiting = new ArrayList<>();
        private int fresh;
        private int known;
        private int refused;

        OneFile(Path file, Journal journal, PastEvents past) {
            this.file = file;
            this.journal = journal;
            this.past = past;
        }

        boolean read() {
            boolean whole = true;
            try (InputStream in = Files.newInputStream(file)) {
                new ExportReader(settings.zone(), settings.station()).read(in, this::take);
            } catch (java.nio.file.NoSuchFileException e) {
                err.println("import: " + file + ": is not there");
                return false;
            } catch (IOException e) {
                err.println("import: " + file + ": " + e.getMessage());
                whole = false;
            }
            store();
            out.println(file + ": " + fresh + " new, " + known + " known already, " + refused + " not taken");
            return whole && refused == 0;
        }

        private void take(ExportReader.Item item) {
            if (item.problem().isPresent()) {
                refuse(item, item.problem().get());
            } else if (isOurOwn(item)) {
                known++;
            } else {
                waiting.add(item);
                if (waiting.size() == AT_ONCE) {
                    store();
                }
            }
        }

        private void store() {
            List<Signal.Occurrence> events =
                    waiting.stream().flatMap(item -> item.event().stream()).toList();
            List<Receipt> receipts = past.accept(events);
            for (int i = 0; i < receipts.size(); i++) {
                if (receipts.get(i) instanceof Receipt.Accepted) {
                    fresh++;
                } else if (receipts.get(i) instanceof Receipt.Refused receipt) {
                    refuse(waiting.get(i), receipt.reason());
                } else {
                    known++;
                }
            }
            waiting.clear();
        }

        private void refuse(ExportReader.Item item, String reason) {
            refused++;
            err.println("import: " + file + ": event " + item.index() + ": " + reason);
        }

        /** An export of this very store: the event is there under its id, with a key of its own or with none. */
        private boolean isOurOwn(ExportReader.Item item) {
            if (item.id().isEmpty() || item.event().isEmpty()) {
                return false;
            }
            EventId id = item.id().get();
            return journal.after(Math.max(0, id.sequence() - 1), 1).stream()
                    .anyMatch(frame ->
                            frame.id().equals(id) && isSame(frame, item.event().get()));
        }
    }

    private static boolean isSame(Frame frame, Signal.Occurrence event) {
        Map<String, Object> stored = Json.read(frame.json());
        Instant at =
                OffsetDateTime.parse(String.valueOf(stored.get("timestamp"))).toInstant();
        return frame.station().equals(event.station())
                && frame.type().equals(event.type())
                && event.timestamp().filter(at::equals).isPresent()
                && event.message().equals(stored.get("message"));
    }
}
