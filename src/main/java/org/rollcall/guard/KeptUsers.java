package org.rollcall.guard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.apache.catalina.users.MemoryUserDatabase;
import org.apache.tomcat.util.file.ConfigFileLoader;

/**
 * The logins of a file, read again when it has changed. Tomcat's class forgets all of them before it opens a file that
 * it then cannot read; here the former ones stay until there is a file that can be read.
 *
 * <p>Hardly anything can come between the look and Tomcat's own reading: a file younger than two seconds it leaves for later.
 */
final class KeptUsers extends MemoryUserDatabase {
    private static final Logger LOG = Logger.getLogger(KeptUsers.class.getName());

    private static final long SAID_EVERY = Duration.ofMinutes(10).toNanos();

    private final LongSupplier nanos;
    // These belong to the server's periodic thread.
    private Map<String, Object> seen = Map.of();
    private boolean usable = true;
    private long said;

    /** @param nanos a clock that never jumps */
    KeptUsers(String name, String pathname, LongSupplier nanos) {
        super(name);
        this.nanos = nanos;
        setPathname(pathname);
        setReadonly(true);
        setWatchSource(true);
    }

    /** Opens them for the start, which no former ones could help. */
    void openFirst() throws Exception {
        Path file = file();
        Optional<Exception> fault = fault(file);
        if (fault.isPresent()) {
            throw new IllegalStateException(
                    "the logins in " + file + " cannot be read: " + words(file, fault.get())
                            + "; put a copy back, or take it away so that the next start makes new ones",
                    fault.get());
        }
        open();
    }

    private static String words(Path file, Exception fault) {
        if (fault instanceof AccessDeniedException) {
            return "access denied"; // its message is only the file's name
        }
        String message = fault.getMessage();
        return message == null ? fault.toString() : message.replaceFirst("^" + Pattern.quote(file + " "), "it ");
    }

    @Override
    public void backgroundProcess() {
        Path file = file();
        Map<String, Object> now = state(file);
        if (!now.equals(seen)) {
            seen = now;
            look(file);
        }
        if (usable) {
            super.backgroundProcess();
        } else if (nanos.getAsLong() - said
                >= SAID_EVERY) { // a login that was taken out of the file may still be let in
            say("the logins in " + file + " still cannot be read, the former ones stay", fault(file));
        }
    }

    private Path file() {
        return Path.of(ConfigFileLoader.getSource().getURI(getPathname()));
    }

    private void look(Path file) {
        boolean before = usable;
        Optional<Exception> fault = fault(file);
        usable = fault.isEmpty();
        if (fault.isPresent() && before) {
            say("the logins in " + file + " cannot be read, the former ones stay", fault);
        } else if (usable && !before) {
            LOG.info("the logins in " + file + " can be read again");
        }
    }

    private void say(String what, Optional<Exception> why) {
        said = nanos.getAsLong();
        LOG.log(Level.SEVERE, what, why.orElse(null));
    }

    private Optional<Exception> fault(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (in.read() < 0) {
                throw new IOException(file + " is empty");
            }
            MemoryUserDatabase trial = new MemoryUserDatabase(getId() + " on trial");
            trial.setPathname(getPathname());
            trial.open();
            return Optional.empty();
        } catch (Exception e) { // Tomcat declares no narrower one
            return Optional.of(e);
        }
    }

    /** What tells one state of the file from another; its owner and rights are in the time of its last change. */
    private static Map<String, Object> state(Path file) {
        try {
            return Files.readAttributes(file, "unix:lastModifiedTime,ctime,size,ino");
        } catch (IOException e) {
            return Map.of("missing", e.toString());
        }
    }
}
