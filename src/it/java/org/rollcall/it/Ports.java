package org.rollcall.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for the servers of the tests. What the system gives to whoever asks for any is free only until somebody else
 * asks, and a server needs seconds to take it. These are below that range, none is given out twice, and tests that run
 * side by side have their own.
 */
public final class Ports {
    private static final int FIRST = 11_000; // browsers refuse a few that are lower
    private static final int SHARE = 5_000;
    private static final int SHARES = 4;
    private static final int BEGIN = FIRST + SHARE * (Integer.getInteger("rollcall.fork", 0) % SHARES);

    private static int next = ThreadLocalRandom.current().nextInt(SHARE);

    private Ports() {}

    /** One of the loopback on which nobody listens. */
    public static synchronized int free() {
        for (int i = 0; i < SHARE; i++) {
            int port = BEGIN + next;
            next = (next + 1) % SHARE;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + BEGIN + " on");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false; // somebody has it
        }
    }
}
