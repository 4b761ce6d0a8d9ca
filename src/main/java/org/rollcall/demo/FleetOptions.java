package org.rollcall.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How the simulated fleet behaves.
 *
 * @param report the server
 * @param rate scans a minute at each station
 * @param outages whether the cloud is away and the power is off now and then
 * @param folder where each station has a folder of its own
 * @param passwords by station
 * @param drain nothing new happens: what the spools have is sent, and then it ends
 * @param whilePid the process to live no longer than
 */
record FleetOptions(
        int stations,
        URI report,
        double rate,
        boolean outages,
        long seed,
        Path folder,
        Map<String, String> passwords,
        boolean drain,
        OptionalLong whilePid) {
    private static final Set<String> NAMES = Set.of(
            "--stations",
            "--report",
            "--logins",
            "--rate",
            "--outages",
            "--seed",
            "--folder",
            "--drain",
            "--while-pid");
    private static final double MOST_RATE = 600;

    /** Reads the command line; the message of what it throws is the whole answer. */
    static FleetOptions parse(String[] args, Map<String, String> environment, long seed) throws IOException {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!NAMES.contains(args[i])) {
                throw new IllegalArgumentException("unknown option " + args[i] + "; see --help");
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value; see --help");
            }
            given.put(args[i], args[i + 1]);
        }
        return new FleetOptions(
                stations(given.getOrDefault("--stations", "")),
                url(given.getOrDefault("--report", "http://127.0.0.1:8888")),
                rate(given.getOrDefault("--rate", "12")),
                choice("--outages", given.getOrDefault("--outages", "on")),
                whole("--seed", given.getOrDefault("--seed", String.valueOf(seed))),
                Path.of(given.getOrDefault(
                        "--folder", environment.getOrDefault("ROLLCALL_DATA", "data") + "/stations")),
                passwords(Optional.ofNullable(given.get("--logins"))),
                choice("--drain", given.getOrDefault("--drain", "off")),
                given.containsKey("--while-pid")
                        ? OptionalLong.of(whole("--while-pid", given.get("--while-pid")))
                        : OptionalLong.empty());
    }

    static int stations(String text) {
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > FleetPlan.MOST) {
            throw new IllegalArgumentException(
                    "--stations " + text + " is not from 1 to " + FleetPlan.MOST + "; good: 50");
        }
        return Integer.parseInt(text);
    }

    private static URI url(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--report " + text + " is not an address; good: http://127.0.0.1:8888", e);
        }
    }

    private static double rate(String text) {
        double rate;
        try {
            rate = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            rate = Double.NaN;
        }
        if (!(rate > 0 && rate <= MOST_RATE)) {
            throw new IllegalArgumentException("--rate " + text + " is not above 0 and at most 600; good: 12");
        }
        return rate;
    }

    private static boolean choice(String name, String text) {
        if (!text.equals("on") && !text.equals("off")) {
            throw new IllegalArgumentException(name + " is on or off");
        }
        return text.equals("on");
    }

    private static long whole(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " " + text + " is not a whole number", e);
        }
    }

    /** Lines {@code name,password}, as scripts/stations.sh writes them. */
    private static Map<String, String> passwords(Optional<String> file) throws IOException {
        if (file.isEmpty()) {
            throw new IllegalArgumentException("--logins needs a file of lines name,password");
        }
        Map<String, String> passwords = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of(file.get()))) {
            int comma = line.indexOf(',');
            if (comma > 0) {
                passwords.put(
                        line.substring(0, comma).strip(),
                        line.substring(comma + 1).strip());
            }
        }
        return passwords;
    }

    /** The station's password; the message of what it throws is the whole answer. */
    String password(String station) {
        String password = passwords.get(station);
        if (password == null) {
            throw new IllegalArgumentException("--logins has no line for " + station);
        }
        return password;
    }

    @Override
    public String toString() {
        return stations + " stations reporting to " + report + " (seed " + seed + ")"; // without the passwords
    }
}
