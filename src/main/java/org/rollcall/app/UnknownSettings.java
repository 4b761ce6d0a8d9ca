package org.rollcall.app;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Names in the environment and among the system properties that look like settings and are none, as a misspelt one is. */
final class UnknownSettings {
    /** The scripts' and the clients' own, and what they tell Tomcat. */
    private static final Set<String> OTHERS = Set.of(
            "rollcall.address",
            "rollcall.admin.password",
            "rollcall.java.opts",
            "rollcall.password",
            "rollcall.port",
            "rollcall.scheme",
            "rollcall.station.password",
            "rollcall.url",
            "rollcall.user",
            "rollcall.users",
            "rollcall.viewer.password");

    /** A name with more wrong letters is rather another one than this one misspelt. */
    private static final int NEAR = 2;

    private UnknownSettings() {}

    /**
     * One sentence for each of them, never with its value.
     *
     * @param settings the names that were asked for
     */
    static List<String> among(Set<String> settings, Collection<String> environment, Collection<String> properties) {
        Set<String> names = new TreeSet<>(settings);
        names.addAll(OTHERS);
        Set<String> variables = new TreeSet<>();
        names.forEach(name -> variables.add(variable(name)));
        Set<String> told = new TreeSet<>();
        environment.stream()
                .filter(name -> name.startsWith("ROLLCALL_") && !variables.contains(name))
                .forEach(name -> told.add(sentence(name, variables)));
        properties.stream()
                .filter(name -> name.startsWith("rollcall.") && !names.contains(name))
                .forEach(name -> told.add(sentence(name, names)));
        return List.copyOf(told);
    }

    private static String sentence(String name, Set<String> known) {
        Optional<String> nearest = known.stream()
                .filter(other -> distance(name, other) <= NEAR)
                .min(Comparator.comparingInt(other -> distance(name, other)));
        return name.replaceAll("\\p{C}", "?") + " is no setting, and is ignored"
                + nearest.map(other -> "; is " + other + " meant?").orElse("");
    }

    private static String variable(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** How many letters have to be put in, taken out or changed to make one of the other. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = corner + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
