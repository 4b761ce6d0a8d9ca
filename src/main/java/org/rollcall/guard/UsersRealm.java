package org.rollcall.guard;

import java.security.Principal;
import java.util.Iterator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.catalina.User;
import org.apache.catalina.UserDatabase;
import org.apache.catalina.realm.UserDatabaseRealm;
import org.jspecify.annotations.Nullable;

/**
 * The logins of {@code users.xml}. A refusal takes the same time whether the name is known or not: each does the quick
 * test, and, if anybody has a password with a slow hash, a slow one too.
 */
public final class UsersRealm extends UserDatabaseRealm {
    private final StoredPasswords passwords = new StoredPasswords();

    public UsersRealm() {
        setCredentialHandler(passwords);
    }

    /**
     * Who has this name and password.
     *
     * @param slowly asked once at most, with a slow test, which it may run; says whether it was run and passed
     */
    Optional<Principal> check(String name, String password, Predicate<BooleanSupplier> slowly) {
        String stored = getPassword(name);
        int rounds = StoredPasswords.iterations(stored);
        boolean quick =
                passwords.matches(password, rounds == 1 && stored != null ? stored : StoredPasswords.nobodys(1));
        if (quick && rounds == 1) {
            return Optional.ofNullable(getPrincipal(name));
        }
        int slowest = slowest();
        if (slowest > 1) {
            String hash = rounds > 1 && stored != null ? stored : StoredPasswords.nobodys(slowest);
            if (slowly.test(() -> passwords.matches(password, hash)) && rounds > 1) {
                return Optional.ofNullable(getPrincipal(name));
            }
        }
        return Optional.empty();
    }

    /** Says, whenever asked, whether the login is still what it is now: there, with this password and these roles. */
    BooleanSupplier unchanged(String name) {
        String now = state(name);
        return () -> now.equals(state(name));
    }

    boolean isKnown(String name) {
        return getPassword(name) != null;
    }

    private String state(String name) {
        UserDatabase users = database;
        User user = users == null ? null : users.findUser(name);
        return user == null ? "" : user.getPassword() + ' ' + new TreeSet<>(java.util.List.of(getRoles(user)));
    }

    private int slowest() {
        int slowest = 0;
        UserDatabase users = database;
        if (users != null) {
            for (Iterator<User> all = users.getUsers(); all.hasNext(); ) {
                slowest = Math.max(slowest, StoredPasswords.iterations(password(all.next())));
            }
        }
        return slowest;
    }

    private static @Nullable String password(User user) {
        return user.getPassword();
    }
}
