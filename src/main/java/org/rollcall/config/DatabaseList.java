package org.rollcall.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The databases that are watched, each for a station of its own, the home station's first.
 *
 * <p>Either {@code rollcall.databases} names them all, as {@code station=file} or {@code station=file@zone} separated by
 * commas, or {@code rollcall.database} and {@code rollcall.station} name the only one.
 */
final class DatabaseList {
    private static final String MANY = "rollcall.databases";
    private static final String EXAMPLE =
            "gate-1=/srv/gate1/attendance.db, gate-2=/srv/gate2/attendance.db@Asia/Manila";
    private static final Pattern STATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final SettingsReader reader;
    private final ZoneId zone;
    private final Duration poll;
    private final Path store;
    private final Map<String, AttendanceSettings> byStation = new LinkedHashMap<>();
    private final Map<Path, String> stationOf = new LinkedHashMap<>();

    private DatabaseList(SettingsReader reader, Path store) {
        this.reader = reader;
        this.zone = reader.zone("rollcall.zone");
        this.poll =
                reader.duration("rollcall.poll", Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofMinutes(5));
        this.store = place(store);
    }

    /** Reads them; never empty, also when something is wrong with all of them. */
    static List<AttendanceSettings> from(SettingsReader reader, Path store) {
        DatabaseList list = new DatabaseList(reader, store);
        Optional<String> entries = reader.optional(MANY);
        return entries.isPresent() ? list.many(entries.get()) : list.one();
    }

    private List<AttendanceSettings> one() {
        String station = reader.text("rollcall.station", "local", STATION, "gate-1");
        Path file = reader.path("rollcall.database", Path.of("data/attendance.db"));
        if (place(file).equals(store)) {
            reader.problem(
                    new Problem("rollcall.database", file.toString(), "is Rollcall's own store", "data/attendance.db"));
        }
        return List.of(new AttendanceSettings(file, station, zone, poll));
    }

    private List<AttendanceSettings> many(String entries) {
        if (reader.optional("rollcall.database").isPresent()) {
            fault(entries, "stands beside rollcall.database; name that file in the list too, and take the other away");
        }
        for (String entry : entries.split(",", -1)) {
            add(entry.strip());
        }
        String first = byStation.keySet().stream().findFirst().orElse("local");
        String home = reader.text("rollcall.station", first, STATION, first);
        if (!byStation.isEmpty() && !byStation.containsKey(home)) {
            String names = String.join(", ", byStation.keySet());
            reader.problem(
                    new Problem("rollcall.station", home, "is no station of " + MANY + " (" + names + ")", first));
        }
        List<AttendanceSettings> databases = new ArrayList<>(byStation.values());
        databases.sort(
                (a, b) -> Boolean.compare(b.station().equals(home), a.station().equals(home)));
        return databases.isEmpty()
                ? List.of(new AttendanceSettings(Path.of("attendance.db"), home, zone, poll))
                : databases;
    }

    private void add(String entry) {
        int equals = entry.indexOf('=');
        int at = entry.lastIndexOf('@');
        String station = equals < 0 ? entry : entry.substring(0, equals).strip();
        String file =
                entry.substring(equals + 1, at > equals ? at : entry.length()).strip();
        if (entry.isEmpty()) {
            fault(entry, "has an empty entry; a comma stands between two entries only");
        } else if (equals < 0 || file.isEmpty()) {
            fault(entry, "is not station=file");
        } else if (!STATION.matcher(station).matches()) {
            fault(entry, "begins with no name of a station, of the form " + STATION.pattern());
        } else {
            zone(entry, at > equals ? entry.substring(at + 1).strip() : zone.getId())
                    .ifPresent(of -> add(entry, station, file, of));
        }
    }

    private void add(String entry, String station, String file, ZoneId of) {
        try {
            Path path = Path.of(file);
            Optional<String> other = Optional.ofNullable(stationOf.putIfAbsent(place(path), station));
            if (place(path).equals(store)) {
                fault(entry, "names Rollcall's own store");
            } else if (byStation.containsKey(station)) {
                fault(entry, "names the station " + station + " a second time");
            } else if (other.isPresent()) {
                fault(entry, "names the file of " + other.get() + " a second time");
            } else {
                byStation.put(station, new AttendanceSettings(path, station, of, poll));
            }
        } catch (InvalidPathException e) {
            fault(entry, SettingsReader.NO_PATH);
        }
    }

    private Optional<ZoneId> zone(String entry, String name) {
        try {
            return Optional.of(ZoneId.of(name));
        } catch (DateTimeException e) {
            fault(
                    entry,
                    "ends with “" + name + "”, which is not the name of a time zone (a path with an @ needs its zone)");
            return Optional.empty();
        }
    }

    private void fault(String value, String reason) {
        reader.problem(new Problem(MANY, value, reason, EXAMPLE));
    }

    /**
     * The same for two spellings of one path. The disk is not asked: one that hangs would hold the start. Two paths to one
     * file, by a link, are noticed by those who read it.
     */
    private static Path place(Path file) {
        return file.toAbsolutePath().normalize();
    }
}
