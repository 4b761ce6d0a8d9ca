package org.rollcall.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import org.rollcall.monitor.Snapshot;

/** Writes {@code metrics_export_YYYYMMDD_HHMMSS.json} into the data folder (P59); the server alone chooses the name. */
public final class MetricsExport implements Function<Snapshot, Path> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss");

    private final Path folder;
    private final SnapshotJson documents;
    private final Json json;

    public MetricsExport(Path folder, SnapshotJson documents, Json json) {
        this.folder = folder;
        this.documents = documents;
        this.json = json;
    }

    @Override
    public Path apply(Snapshot snapshot) {
        byte[] body = json.write(documents.export(snapshot));
        Instant at = snapshot.at();
        for (int second = 0; second < 60; second++) {
            String stamp = STAMP.format(at.plusSeconds(second).atZone(snapshot.zone()));
            Path file = folder.resolve("metrics_export_" + stamp + ".json");
            try {
                Files.createFile(file);
            } catch (FileAlreadyExistsException e) {
                continue; // another export in the same second: the next name is free
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make the export " + file, e);
            }
            return write(file, body);
        }
        throw new UncheckedIOException(new IOException("60 exports in one second into " + folder));
    }

    private static Path write(Path file, byte[] body) {
        try {
            return Files.write(file, body);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(file); // half an export would look like a whole one
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw new UncheckedIOException("cannot write the export " + file, e);
        }
    }
}
