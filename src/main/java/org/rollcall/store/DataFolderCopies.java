package org.rollcall.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rollcall.event.Student;
import org.rollcall.log.Copies;
import org.rollcall.log.StoreException;
import org.rollcall.wire.Json;

/** Exports, logs and backups in the data folder, where they lie by themselves. */
public final class DataFolderCopies implements Copies {
    private static final String EVENTS = "recent_events";

    private final Path folder;
    private final Json json;

    public DataFolderCopies(Path folder, Json json) {
        this.folder = folder;
        this.json = json;
    }

    @Override
    public Found erase(Student student, boolean backups) {
        try {
            int exports = 0;
            for (Path file : StoreBackups.in(folder, "metrics_export_*.json")) {
                exports += eraseFromExport(file, student) ? 1 : 0;
            }
            int places = 0;
            for (Path logs : List.of(folder.resolve("logs"), folder.resolve("tomcat/logs"))) {
                for (Path file : student.isWord() ? StoreBackups.in(logs, "*") : List.<Path>of()) {
                    places += new WordInFile(file, student).overwrite();
                }
            }
            return new Found(exports, places, backups(student, backups));
        } catch (IOException e) {
            throw new StoreException("cannot erase a student from the exports and logs in " + folder, e);
        }
    }

    private List<Backup> backups(Student student, boolean erase) {
        List<Path> files = new ArrayList<>(StoreBackups.in(folder.resolve("backups"), "*.db"));
        files.addAll(StoreBackups.in(folder, "monitor.db*.before-restore-*"));
        files.addAll(StoreBackups.in(folder, "monitor.db*.corrupt-*"));
        StoreBackups all = new StoreBackups(student, json);
        return files.stream()
                .map(file -> all.look(file, folder.relativize(file).toString(), erase))
                .toList();
    }

    private boolean eraseFromExport(Path file, Student student) throws IOException {
        Map<String, Object> before;
        try {
            before = Json.read(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) { // the old system wrote NaN, which is not JSON
            return student.isWord() && new WordInFile(file, student).overwrite() > 0;
        }
        Map<String, Object> after = new LinkedHashMap<>(before);
        if (before.get(EVENTS) instanceof List<?> events) {
            after.put(
                    EVENTS,
                    events.stream().filter(event -> !isOf(student, event)).toList());
        }
        after.replaceAll((name, value) -> student.without(value));
        if (after.equals(before)) {
            return false;
        }
        Path part = file.resolveSibling("." + file.getFileName() + ".erasing");
        try {
            Files.copy(file, part, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            Files.write(part, json.write(after));
            StoreCopy.sync(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        return true;
    }

    private static boolean isOf(Student student, Object event) {
        return event instanceof Map<?, ?> map && student.isNamedIn(String.valueOf(map.get("message")), map.get("data"));
    }
}
