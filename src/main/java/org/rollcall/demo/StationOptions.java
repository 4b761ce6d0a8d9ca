package org.rollcall.demo;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/**
 * How the simulated station behaves.
 *
 * @param speed how many times faster than a real gate everything happens
 * @param timestamps the form of times in the database, in local time
 * @param whilePid the process to live no longer than
 */
record StationOptions(
        Path database,
        double speed,
        boolean outages,
        DateTimeFormatter timestamps,
        long seed,
        ZoneId zone,
        OptionalLong whilePid) {
    static final DateTimeFormatter PLAIN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

    private static final double FASTEST = 1000;

    /** Reads the command line; the message of what it throws is the whole answer. */
    static StationOptions parse(String[] args, Map<String, String> environment, long seed) {
        StationOptions options = new StationOptions(
                Path.of(environment.getOrDefault("ROLLCALL_DATABASE", "data/attendance.db")),
                1,
                true,
                PLAIN,
                seed,
                zone(environment.getOrDefault("ROLLCALL_ZONE", "")),
                OptionalLong.empty());
        Iterator<String> rest = Arrays.asList(args).iterator();
        while (rest.hasNext()) {
            options = options.with(rest.next(), rest);
        }
        return options;
    }

    private StationOptions with(String name, Iterator<String> rest) {
        try {
            return switch (name) {
                case "--database" ->
                    new StationOptions(Path.of(rest.next()), speed, outages, timestamps, seed, zone, whilePid);
                case "--speed" ->
                    new StationOptions(database, speed(rest.next()), outages, timestamps, seed, zone, whilePid);
                case "--outages" ->
                    new StationOptions(
                            database, speed, choice(name, rest.next(), "on", "off"), timestamps, seed, zone, whilePid);
                case "--timestamps" ->
                    new StationOptions(
                            database,
                            speed,
                            outages,
                            choice(name, rest.next(), "iso", "plain") ? ISO : PLAIN,
                            seed,
                            zone,
                            whilePid);
                case "--seed" ->
                    new StationOptions(database, speed, outages, timestamps, whole(name, rest.next()), zone, whilePid);
                case "--while-pid" ->
                    new StationOptions(
                            database,
                            speed,
                            outages,
                            timestamps,
                            seed,
                            zone,
                            OptionalLong.of(whole(name, rest.next())));
                default -> throw new IllegalArgumentException("unknown option " + name + "; see --help");
            };
        } catch (NoSuchElementException e) {
            throw new IllegalArgumentException(name + " needs a value; see --help", e);
        }
    }

    private static double speed(String text) {
        double speed;
        try {
            speed = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            speed = Double.NaN;
        }
        if (!(speed > 0 && speed <= FASTEST)) {
            throw new IllegalArgumentException("--speed " + text + " is not above 0 and at most 1000; good: 10");
        }
        return speed;
    }

    private static boolean choice(String name, String text, String yes, String no) {
        if (!text.equals(yes) && !text.equals(no)) {
            throw new IllegalArgumentException(name + " is " + yes + " or " + no);
        }
        return text.equals(yes);
    }

    private static long whole(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " " + text + " is not a whole number", e);
        }
    }

    private static ZoneId zone(String text) {
        try {
            return text.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("ROLLCALL_ZONE " + text + " is not a zone; good: Asia/Manila", e);
        }
    }
}
