package org.rollcall.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Says whether an address and a port can be had, by having them for a moment.
 *
 * <p>A file of its own without any import of ours, so that {@code java PortCheck.java ADDRESS PORT} works before
 * anything is built.
 */
public final class PortCheck {
    private PortCheck() {}

    public static void main(String[] args) {
        System.exit(run(args, System.err));
    }

    static int run(String[] args, PrintStream err) {
        if (args.length != 2) {
            err.println("usage: PortCheck ADDRESS PORT");
            return 2;
        }
        Optional<String> problem = problem(args[0], Integer.parseInt(args[1]));
        problem.ifPresent(err::println);
        return problem.isPresent() ? 1 : 0;
    }

    /** Why a server cannot listen there, or nothing when it can. */
    static Optional<String> problem(String address, int port) {
        InetAddress place;
        try {
            place = InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            return Optional.of("ROLLCALL_ADDRESS " + address + " is not an address; good: 127.0.0.1 or 0.0.0.0");
        }
        try (ServerSocket socket = new ServerSocket()) {
            // As Tomcat does: connections of a server that has just ended do not count.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(place, port), 1);
            return Optional.empty();
        } catch (BindException e) {
            return Optional.of(explain(address, port, String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return Optional.of("cannot listen on " + address + " port " + port + ": " + e.getMessage());
        }
    }

    private static String explain(String address, int port, String message) {
        if (message.contains("in use")) {
            return "port " + port + " on " + address + " is in use; free it or give another one: start_monitor.sh "
                    + (port < 65535 ? port + 1 : port - 1);
        }
        if (message.contains("assign")) {
            return "ROLLCALL_ADDRESS " + address + " is not an address of this machine; good: 127.0.0.1 or 0.0.0.0";
        }
        if (message.contains("ermission")) {
            return "port " + port + " needs rights that this user does not have; give one above 1023";
        }
        return "cannot listen on " + address + " port " + port + ": " + message;
    }
}
