package org.rollcall.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes what a client knows into a file, whole or not at all. */
final class Export {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'metrics_export_'yyyyMMdd_HHmmss'.json'", Locale.ROOT);

    private Export() {}

    /** Writes into this file or, under a name of our own, into this folder. */
    static Path write(Path target, LocalDateTime now, Map<String, Object> content) throws IOException {
        Path file = Files.isDirectory(target) ? target.resolve(NAME.format(now)) : target;
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, "metrics_export_", ".part");
        try {
            Files.writeString(part, JsonWriter.write(content) + "\n");
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return file;
    }
}
