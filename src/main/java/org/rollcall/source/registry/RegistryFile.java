package org.rollcall.source.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.rollcall.event.StationProfile;

/**
 * The file that lists the stations; it need not exist.
 *
 * <p>A reader sees the old file or the new one, never a half: the new one is written beside it, with the rights of the
 * old one, and moved over it. Two editors at once wait for each other by a lock on a file of its own.
 */
public final class RegistryFile {
    /** A larger file is no registry. */
    static final int MOST_BYTES = 1024 * 1024;

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    public RegistryFile(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    public Path path() {
        return file;
    }

    /** What tells one state of the file from another: its times, its size and its inode; nothing when it is not there. */
    Optional<Map<String, Object>> stamp() {
        try {
            return Optional.of(Files.readAttributes(file, "unix:lastModifiedTime,ctime,size,ino"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Map.of("unreadable", String.valueOf(e.getMessage())));
        }
    }

    /** The stations in the order of the file, none when it is not there; throws {@link RegistryException} with every fault. */
    public List<StationProfile> read() {
        byte[] bytes;
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            if (Files.size(file) > MOST_BYTES) {
                throw wrong(Fault.ofFile("is larger than " + MOST_BYTES + " bytes"));
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw wrong(Fault.ofFile("cannot be read: " + e));
        }
        return checked(text(bytes));
    }

    private List<StationProfile> checked(String text) {
        Rows.Result result = Rows.read(text);
        if (!result.faults().isEmpty()) {
            throw new RegistryException(file, result.faults());
        }
        return result.stations();
    }

    private String text(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
        } catch (CharacterCodingException e) {
            long lines = 1;
            for (int i = 0; i < in.position(); i++) {
                lines += bytes[i] == '\n' ? 1 : 0;
            }
            throw wrong(new Fault((int) lines, "", "", "is not in UTF-8; save the file as “CSV UTF-8”", ""));
        }
    }

    RegistryException wrong(Fault fault) {
        return new RegistryException(file, List.of(fault));
    }

    /** The file as the registry writes it, whatever is in it now. */
    public static String text(List<StationProfile> stations) {
        return Rows.write(stations);
    }

    /** The station of these cells by the header's names; throws {@link RegistryException} with every fault. */
    public StationProfile station(Map<String, String> cells) {
        Map<String, String> all = new LinkedHashMap<>(cells);
        List<Fault> faults = new java.util.ArrayList<>();
        Map<Column, String> known = new java.util.EnumMap<>(Column.class);
        all.forEach((key, cell) -> {
            Column column = Column.of(key).orElseThrow(() -> new IllegalArgumentException("no column " + key));
            known.put(column, cell.strip());
            if (!cell.isBlank()) {
                column.refusal(cell.strip())
                        .ifPresent(reason -> faults.add(new Fault(0, "", cell, reason, column.example())));
            }
        });
        if (!faults.isEmpty()) {
            throw new RegistryException(file, faults);
        }
        return Column.profile(known);
    }

    /** The names that {@link #station} takes, {@code name} among them. */
    public static List<String> columns() {
        return Rows.keys();
    }

    /**
     * Reads, lets {@code edit} change the list, checks what it returns as the server will, and writes it, while no other
     * editor does. Nothing is written when the file is wrong now, or would be.
     */
    public void edit(UnaryOperator<List<StationProfile>> edit) throws IOException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(
                        lock,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(OWNER));
                var held = channel.lock()) {
            if (!held.isValid()) {
                throw new IOException("cannot lock " + lock);
            }
            String text = Rows.write(edit.apply(read()));
            checked(text);
            write(text);
        }
    }

    private void write(String text) throws IOException {
        boolean exists = Files.exists(file);
        Path target = exists ? file.toRealPath() : file; // a link stays a link
        Set<PosixFilePermission> rights = exists ? Files.getPosixFilePermissions(target) : OWNER;
        Path made = Files.createTempFile(
                target.resolveSibling("."), "stations", ".tmp", PosixFilePermissions.asFileAttribute(OWNER));
        try {
            try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.setPosixFilePermissions(made, rights);
            Files.move(made, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
        }
    }
}
