package org.rollcall.launch;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The server's main class: starts Tomcat, and ends the process when the application in it did not start.
 *
 * <p>Tomcat by itself stays up with a failed application and answers 404 to everything; whoever supervises it sees a
 * healthy process. Here the application only has to throw from its start: the message of what it throws becomes the one
 * line on the terminal, the stack trace goes to the day's log, and the exit status is 1. After that Tomcat's own
 * shutdown hook stops everything in order, as it does for SIGTERM.
 */
public final class Launcher {
    private static final String STARTED = "STARTED";

    private Launcher() {}

    public static void main(String[] args) throws InterruptedException {
        Optional<String> problem = start();
        if (problem.isPresent()) {
            String data = String.valueOf(System.getProperty("rollcall.data"));
            System.err.println("start_monitor: the server did not start: " + oneLine(placed(problem.get(), data))
                    + " (more in " + data + "/logs)");
            // The container is not heard again: what it says while it stops would bury the reason.
            System.exit(1);
        }
        Console.startEnds();
        greet(System.out);
        // The server's threads do the work; a signal ends the process.
        Thread.currentThread().join();
    }

    /** The system's words for a full disk do not say which. */
    static String placed(String reason, String data) {
        return reason.contains(Console.FULL) ? reason + "; the disk of " + data + " is full: make room" : reason;
    }

    static String oneLine(String text) {
        return LineFormatter.escaped(
                text.strip().replaceAll(":\\s*\\R\\s*", ": ").replaceAll("\\s*\\R\\s*", "; "));
    }

    private static Optional<String> start() {
        Console.startBegins();
        try {
            Class<?> type = Class.forName("org.apache.catalina.startup.Bootstrap");
            Object bootstrap = type.getConstructor().newInstance();
            type.getMethod("init").invoke(bootstrap);
            type.getMethod("start").invoke(bootstrap);
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            return notStarted(beans, "Catalina:j2eeType=WebModule,*", "the application")
                    .or(() -> notStarted(beans, "Catalina:type=Connector,*", "the connector"));
        } catch (InvocationTargetException e) {
            return Optional.of(Console.reason().orElse(Console.reasonOf(e)));
        } catch (ReflectiveOperationException e) {
            return Optional.of("this is not Tomcat 10.1: " + e);
        }
    }

    private static Optional<String> notStarted(MBeanServer beans, String pattern, String what) {
        try {
            Set<ObjectName> found = beans.queryNames(new ObjectName(pattern), null);
            for (ObjectName name : found) {
                if (!STARTED.equals(beans.getAttribute(name, "stateName"))) {
                    return Optional.of(Console.reason().orElse(what + " failed without a word"));
                }
            }
            return found.isEmpty() ? Optional.of(Console.reason().orElse(what + " is missing")) : Optional.empty();
        } catch (JMException e) {
            return Optional.of("cannot ask Tomcat whether " + what + " runs: " + e);
        }
    }

    private static void greet(PrintStream out) {
        String address = String.valueOf(System.getProperty("rollcall.address"));
        String port = String.valueOf(System.getProperty("rollcall.port"));
        String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
        String scheme = System.getProperty("rollcall.scheme", "http");
        String base =
                scheme + "://" + ("0.0.0.0".equals(host) || "[::]".equals(host) ? "localhost" : host) + ":" + port;
        out.println("Rollcall is up at " + base + "/ (health: " + base + "/healthz)");
        out.flush();
    }
}
