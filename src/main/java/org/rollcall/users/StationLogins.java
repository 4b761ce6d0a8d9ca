package org.rollcall.users;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The logins of stations, for the program that keeps the registry. Logins that are there are left as they are. */
public final class StationLogins {
    private static final String STATION = "station";

    private final UsersFile file;
    private final Passwords passwords = new Passwords(new SecureRandom());

    public StationLogins(Path users) {
        this.file = new UsersFile(users);
    }

    /** The roles of each login; throws {@link Refusal} when there are no logins at all, or none that can be read. */
    public Map<String, Set<String>> roles() throws IOException {
        if (!file.exists()) {
            // A file with stations alone would keep the first start from making the viewer and the administrator.
            throw new Refusal("there are no logins yet; scripts/start_monitor.sh makes the first ones");
        }
        Map<String, Set<String>> roles = new LinkedHashMap<>();
        file.read().forEach((name, login) -> roles.put(name, login.roles()));
        return Collections.unmodifiableMap(roles);
    }

    /**
     * Makes a login with the role {@code station} for each name that has none.
     *
     * @param keeper takes the new passwords by name before the logins are stored, if there are any; if it throws, they
     *     are not made
     * @return the new passwords by name; they are stored nowhere
     */
    public Map<String, String> make(Collection<String> names, Consumer<Map<String, String>> keeper) throws IOException {
        Map<String, String> made = new LinkedHashMap<>();
        Set<String> present = roles().keySet();
        if (present.containsAll(names)) {
            return made;
        }
        file.edit(logins -> {
            for (String name : names) {
                if (!logins.containsKey(name)) {
                    String password = passwords.random();
                    made.put(name, password);
                    logins.put(name, new Login(Login.checkedName(name), passwords.hash(password), Set.of(STATION)));
                }
            }
            if (!made.isEmpty()) {
                keeper.accept(made);
            }
            return logins;
        });
        return made;
    }

    /** Takes a station's login away; says whether there was one. A login that is no station's is left as it is. */
    public boolean remove(String name) throws IOException {
        Set<String> roles = file.exists() ? roles().get(name) : null;
        if (roles == null || !roles.contains(STATION)) {
            return false;
        }
        file.edit(logins -> {
            logins.remove(name);
            return logins;
        });
        return true;
    }
}
