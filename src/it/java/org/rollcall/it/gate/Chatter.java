package org.rollcall.it.gate;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.rollcall.client.RollcallClient;

/**
 * A gate's program that never rests, and is killed: {@code Chatter URL NAME PASSWORD SPOOL FIRST}. Prints the last number
 * whose event is safe, each time that it knows of more.
 */
public final class Chatter {
    private Chatter() {}

    public static void main(String[] arguments) {
        try (RollcallClient rollcall =
                RollcallClient.connect(URI.create(arguments[0]), arguments[1], arguments[2], Path.of(arguments[3]))) {
            long first = Long.parseLong(arguments[4]);
            long said = 0;
            for (long i = 0; ; i++) {
                rollcall.logEvent("scan", "Attendance recorded", Map.of("number", first + i));
                long kept = rollcall.status().keptUpTo();
                if (kept > said) {
                    said = kept;
                    System.out.println(first + kept - 1);
                }
                LockSupport.parkNanos(2_000_000); // five hundred events a second
            }
        }
    }
}
