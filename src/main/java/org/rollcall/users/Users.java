package org.rollcall.users;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The command line of the logins: lists, adds, rotates and removes them, and makes the first ones.
 *
 * <p>A password comes in by standard input, or by the environment at the first start, and never by an argument, which
 * every user of the machine could read. A generated one is printed once, to standard output.
 */
public final class Users {
    private static final Map<String, Set<String>> FIRST =
            Map.of("viewer", Set.of("viewer"), "station", Set.of("station"), "admin", Set.of("admin", "viewer"));

    private final UsersFile file;
    private final Passwords passwords;
    private final Reader in;
    private final PrintStream out;
    private final PrintStream err;

    Users(UsersFile file, Passwords passwords, Reader in, PrintStream out, PrintStream err) {
        this.file = file;
        this.passwords = passwords;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        if (args.length == 0) {
            System.err.println("users: no file given");
            System.exit(2);
        }
        var in = new InputStreamReader(System.in, StandardCharsets.UTF_8);
        var users = new Users(
                new UsersFile(Path.of(args[0])), new Passwords(new SecureRandom()), in, System.out, System.err);
        System.exit(users.run(Arrays.copyOfRange(args, 1, args.length), System.getenv()));
    }

    /** The exit status: 0 done, 1 cannot, and one line on the error stream says why. */
    int run(String[] args, Map<String, String> environment) {
        try {
            var rest = new ArrayDeque<>(Arrays.asList(args));
            String command = Optional.ofNullable(rest.poll()).orElse("nothing");
            switch (command) {
                case "list" -> list(rest);
                case "add" -> add(rest);
                case "rotate" -> rotate(rest);
                case "remove" -> remove(rest);
                case "first-start" -> firstStart(environment);
                default -> throw new Refusal("list, add, rotate or remove? see --help");
            }
            return 0;
        } catch (Refusal e) {
            err.println("users: " + e.getMessage());
        } catch (IOException e) {
            err.println("users: cannot read or write the file of logins: " + e);
        }
        return 1;
    }

    private void list(Deque<String> args) throws IOException {
        noMore(args);
        for (Login login : existing().values()) {
            out.println(printable(login.name()) + "\t" + printable(String.join(",", login.roles())));
        }
    }

    private void add(Deque<String> args) throws IOException {
        String name = nameOf(args);
        var roles = new TreeSet<String>();
        boolean given = false;
        while (!args.isEmpty()) {
            switch (args.remove()) {
                case "--role" -> roles.add(Optional.ofNullable(args.poll()).orElse(""));
                case "--password-stdin" -> given = true;
                default -> throw new Refusal("unknown option; see --help");
            }
        }
        Login.checkedRoles(roles);
        existing(); // an addition alone would keep the first start from making the viewer and the administrator
        if (roles.contains("station") && roles.size() > 1) {
            err.println("users: " + name + " may report and read; keep it in a program, never in a browser");
        }
        String password = given ? passwordFromInput() : passwords.random();
        String credential = hashed(name, password);
        file.edit(logins -> {
            if (logins.containsKey(name)) {
                throw new Refusal("there is a user " + name + " already; rotate gives a new password");
            }
            logins.put(name, new Login(name, credential, roles));
            return logins;
        });
        tell(name, password, given);
    }

    private void rotate(Deque<String> args) throws IOException {
        String name = nameOf(args);
        boolean given = "--password-stdin".equals(args.peek()) && args.poll() != null;
        noMore(args);
        require(name);
        String password = given ? passwordFromInput() : passwords.random();
        String credential = hashed(name, password);
        file.edit(logins -> {
            Login login = logins.get(name);
            if (login == null) {
                throw unknown(name);
            }
            logins.put(name, login.withCredential(credential));
            return logins;
        });
        tell(name, password, given);
    }

    private void remove(Deque<String> args) throws IOException {
        String name = nameOf(args);
        noMore(args);
        require(name);
        file.edit(logins -> {
            if (logins.remove(name) == null) {
                throw unknown(name);
            }
            return logins;
        });
        out.println("removed " + name + "; a running server refuses it within seconds");
    }

    private void firstStart(Map<String, String> environment) throws IOException {
        if (file.exists()) {
            return;
        }
        var logins = new LinkedHashMap<String, Login>();
        var told = new LinkedHashMap<String, Optional<String>>();
        for (String name : new TreeSet<>(FIRST.keySet()).descendingSet()) {
            String variable = "ROLLCALL_" + name.toUpperCase(Locale.ROOT) + "_PASSWORD";
            Optional<String> given =
                    Optional.ofNullable(environment.get(variable)).filter(s -> !s.isEmpty());
            String password = given.map(p -> checkedAs(variable, p)).orElseGet(passwords::random);
            logins.put(name, new Login(name, hashed(name, password), Set.copyOf(FIRST.get(name))));
            told.put(name, given.isPresent() ? Optional.of("as given in " + variable) : Optional.of(password));
        }
        file.edit(nothing -> logins);
        out.println("Logins made, shown only now; scripts/users.sh rotate NAME gives a new password:");
        told.forEach((name, text) -> out.printf(Locale.ROOT, "  %-8s %s%n", name, text.orElse("")));
        out.flush();
    }

    private static String checkedAs(String variable, String password) {
        try {
            return Passwords.checked(password);
        } catch (Refusal e) {
            throw new Refusal(variable + ": " + e.getMessage());
        }
    }

    private String hashed(String name, String password) {
        long before = System.nanoTime();
        String credential = passwords.hash(password);
        long millis = (System.nanoTime() - before) / 1_000_000;
        if (!Passwords.isLong(password)) {
            err.println("users: the password of " + name + " is shorter than " + Passwords.LONG
                    + " characters, so it is kept slow to guess: each request with it costs about " + millis
                    + " ms of CPU on this machine");
        }
        return credential;
    }

    private String passwordFromInput() throws IOException {
        String line = new BufferedReader(in).readLine();
        if (line == null) {
            throw new Refusal("no password came by standard input");
        }
        return Passwords.checked(line);
    }

    private void tell(String name, String password, boolean given) {
        out.println(given ? name + ": the password as given" : name + " " + password);
        out.flush();
    }

    private Map<String, Login> existing() throws IOException {
        if (!file.exists()) {
            throw new Refusal("there are no logins yet; scripts/start_monitor.sh makes the first ones");
        }
        return file.read();
    }

    private void require(String name) throws IOException {
        if (!existing().containsKey(name)) {
            throw unknown(name);
        }
    }

    private static Refusal unknown(String name) {
        return new Refusal("there is no user " + name);
    }

    private static String nameOf(Deque<String> args) {
        return Login.checkedName(Optional.ofNullable(args.poll()).orElse(""));
    }

    private static void noMore(Deque<String> args) {
        if (!args.isEmpty()) {
            throw new Refusal("too many arguments; see --help");
        }
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{C}", "?");
    }
}
