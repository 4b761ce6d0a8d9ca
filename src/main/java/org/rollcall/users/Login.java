package org.rollcall.users;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One login as it is stored: who, how the password is known again, and what it may do.
 *
 * @param credential {@code salt$iterations$hash}, never the password
 */
record Login(String name, String credential, Set<String> roles) {
    static final Set<String> ROLES = Collections.unmodifiableSet(new TreeSet<>(Set.of("viewer", "station", "admin")));
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    Login {
        roles = Collections.unmodifiableSet(new TreeSet<>(roles));
    }

    /** The name if it may be one; a name ends up in XML, logs and file names. */
    static String checkedName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new Refusal("that is not a user name; good: 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return name;
    }

    static Set<String> checkedRoles(Set<String> roles) {
        if (roles.isEmpty()) {
            throw new Refusal("a user needs a role; good: --role viewer");
        }
        for (String role : roles) {
            if (!ROLES.contains(role)) {
                throw new Refusal("a role is one of " + String.join(", ", ROLES));
            }
        }
        if (roles.contains("station") && roles.contains("admin")) {
            throw new Refusal("a station is no administrator; it may have the role viewer beside its own");
        }
        return roles;
    }

    Login withCredential(String other) {
        return new Login(name, other, roles);
    }
}
