package org.rollcall.app;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rollcall.event.StationProfile;
import org.rollcall.source.registry.RegistryException;
import org.rollcall.source.registry.RegistryFile;
import org.rollcall.users.Refusal;
import org.rollcall.users.StationLogins;

/**
 * Lists, adds, removes, imports and exports the stations of the registry, each with its login, while a server runs or not:
 * {@code scripts/stations.sh}.
 */
public final class Stations {
    private final RegistryFile registry;
    private final StationLogins logins;
    private final PrintStream out;
    private final PrintStream err;

    /** What was asked for cannot be done. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int status;

        Stop(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    Stations(RegistryFile registry, StationLogins logins, PrintStream out, PrintStream err) {
        this.registry = registry;
        this.logins = logins;
        this.out = out;
        this.err = err;
    }

    /**
     * @param args the registry's file, the file of logins, and what is asked for
     */
    public static void main(String[] args) {
        if (args.length < 2) {
            System.err.println("stations: give the registry, the file of logins and a command");
            System.exit(2);
        }
        var registry = new RegistryFile(Path.of(args[0]));
        // Titles are UTF-8 whatever the machine's own encoding is.
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        var stations = new Stations(registry, new StationLogins(Path.of(args[1])), out, err);
        System.exit(stations.run(Arrays.copyOfRange(args, 2, args.length)));
    }

    /** The exit status: 0 done, 1 cannot, and the error stream says why, 2 wrong arguments. */
    int run(String... args) {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(args));
        try {
            switch (Optional.ofNullable(rest.poll()).orElse("")) {
                case "list" -> list(rest);
                case "add" -> add(rest);
                case "remove" -> remove(rest);
                case "import" -> bringIn(rest);
                case "export" -> export(rest);
                default -> throw usage("list, add, remove, import or export? see --help");
            }
            return 0;
        } catch (Stop e) {
            err.println("stations: " + e.getMessage());
            return e.status;
        } catch (RegistryException | Refusal e) {
            err.println("stations: " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            err.println("stations: cannot read or write a file: " + e.getMessage());
        }
        return 1;
    }

    private void list(Deque<String> args) {
        noMore(args);
        for (StationProfile station : registry.read()) {
            out.println(String.join(
                    "\t",
                    station.name(),
                    station.title(),
                    station.site(),
                    station.building(),
                    station.floor(),
                    station.room(),
                    station.group()));
        }
    }

    private void export(Deque<String> args) {
        noMore(args);
        out.print(RegistryFile.text(registry.read()));
        out.flush();
    }

    private void add(Deque<String> args) throws IOException {
        String name = Optional.ofNullable(args.poll()).orElseThrow(() -> usage("add which station? see --help"));
        Map<String, String> cells = new LinkedHashMap<>(Map.of("name", name));
        while (!args.isEmpty()) {
            String option = args.remove();
            String column = option.startsWith("--") ? option.substring(2).replace('-', '_') : "";
            if (column.equals("name") || !RegistryFile.columns().contains(column)) {
                throw usage("unknown option " + printable(option) + "; see --help");
            }
            String cell = Optional.ofNullable(args.poll()).orElseThrow(() -> usage(option + " needs a value"));
            if (cells.put(column, cell) != null) {
                throw usage(option + " is there twice");
            }
        }
        StationProfile station = registry.station(cells);
        logins.roles(); // there have to be some
        registry.edit(stations -> {
            if (stations.stream().anyMatch(one -> one.name().equals(name))) {
                throw cannot("there is a station " + name + " already; import changes it");
            }
            List<StationProfile> more = new ArrayList<>(stations);
            more.add(station);
            return more;
        });
        makeLogins(List.of(name), Optional.empty());
    }

    private void bringIn(Deque<String> args) throws IOException {
        String file = Optional.ofNullable(args.poll()).orElseThrow(() -> usage("import which file? see --help"));
        Optional<Path> passwords = Optional.empty();
        if ("--logins".equals(args.peek())) {
            args.remove();
            passwords = Optional.of(
                    Path.of(Optional.ofNullable(args.poll()).orElseThrow(() -> usage("--logins needs a file"))));
        }
        noMore(args);
        if (!Files.exists(Path.of(file))) {
            throw cannot(printable(file) + " is not there");
        }
        if (passwords.isPresent() && Files.exists(passwords.get())) {
            throw cannot(printable(passwords.get().toString()) + " is there already; nothing was done");
        }
        List<StationProfile> given = new RegistryFile(Path.of(file)).read();
        logins.roles(); // there have to be some
        registry.edit(stations -> {
            List<StationProfile> all = merged(stations, given);
            err.println("stations: " + given.size() + " read, " + (all.size() - stations.size()) + " of them new");
            return all;
        });
        makeLogins(given.stream().map(StationProfile::name).toList(), passwords);
    }

    /** Stations that are there get the new row in their place, others come after them. */
    private static List<StationProfile> merged(List<StationProfile> stations, List<StationProfile> given) {
        Map<String, StationProfile> all = new LinkedHashMap<>();
        stations.forEach(station -> all.put(station.name(), station));
        given.forEach(station -> all.put(station.name(), station));
        return List.copyOf(all.values());
    }

    private void makeLogins(List<String> names, Optional<Path> file) throws IOException {
        Map<String, String> made =
                logins.make(names, passwords -> file.ifPresent(path -> keep(path, lines(passwords))));
        if (file.isEmpty()) {
            out.print(lines(made));
            out.flush();
        } else if (made.isEmpty()) {
            err.println("stations: every one has its login already; "
                    + printable(file.get().toString()) + " was not written");
        } else {
            err.println("stations: " + made.size() + " logins made, their passwords are in "
                    + printable(file.get().toString()));
        }
        logins.roles().forEach((name, roles) -> {
            if (names.contains(name) && !roles.contains("station")) {
                err.println("stations: the login " + name + " has the roles " + String.join(",", roles)
                        + " and so cannot report");
            }
        });
    }

    private static String lines(Map<String, String> passwords) {
        StringBuilder lines = new StringBuilder();
        passwords.forEach((name, password) ->
                lines.append(name).append(',').append(password).append('\n'));
        return lines.toString();
    }

    /** Before the logins are stored: a password that nobody can read any more would be lost. */
    private static void keep(Path file, String lines) {
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)) {
            var bytes = StandardCharsets.UTF_8.encode(lines);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }

    private void remove(Deque<String> args) throws IOException {
        String name = Optional.ofNullable(args.poll()).orElseThrow(() -> usage("remove which station? see --help"));
        boolean keepLogin = "--keep-login".equals(args.peek()) && args.poll() != null;
        noMore(args);
        registry.edit(stations -> {
            List<StationProfile> less = new ArrayList<>(stations);
            if (!less.removeIf(station -> station.name().equals(name))) {
                throw cannot("there is no station " + printable(name));
            }
            return less;
        });
        boolean gone = !keepLogin && logins.remove(name);
        out.println("removed " + name + (gone ? " and its login" : "; no login was taken away"));
    }

    private static Stop usage(String message) {
        return new Stop(2, message);
    }

    private static Stop cannot(String message) {
        return new Stop(1, message);
    }

    private static void noMore(Deque<String> args) {
        if (!args.isEmpty()) {
            throw usage("too many arguments: " + printable(args.remove()) + "; see --help");
        }
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{C}", "?");
    }
}
