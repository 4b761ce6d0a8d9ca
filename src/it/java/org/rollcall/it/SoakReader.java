package org.rollcall.it;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A browser with an unsteady line: it drops its connection, lets it run full, comes back with its last id, and checks that
 * each event that it wants comes once and in order. It takes the protocol apart by itself, since it stops in the middle of
 * messages, and has a small buffer, so that the server feels it when it stalls.
 */
final class SoakReader implements Runnable {
    private static final int BUFFER = 4_096;
    private static final Pattern MESSAGE = Pattern.compile("^data: \\{\"type\":\"(event|dashboard|reset)\"");
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

    /** What all of them together have seen. */
    static final class Tally {
        final AtomicLong received = new AtomicLong();
        final AtomicLong lost = new AtomicLong();
        final AtomicLong wrong = new AtomicLong(); // doubled or out of order
        final AtomicLong resets = new AtomicLong();
        final AtomicLong connections = new AtomicLong();
        final AtomicLong stalls = new AtomicLong();
        final AtomicLong drops = new AtomicLong();
        final AtomicLong published = new AtomicLong();
        final AtomicLong begun = new AtomicLong();
        volatile boolean calm; // nobody drops or stalls any more
        volatile boolean over;
    }

    private final int port;
    private final String login;
    private final String query;
    private final Set<Integer> kinds;
    private final int cycle;
    private final Tally tally;
    private final Random random;
    private String id = "";
    private volatile String lastId = "";
    private volatile long last;
    private volatile String state = "not begun"; // what it does, for whoever wonders why it is late
    private boolean begun;
    private long dropAt;
    private long stallAt;

    /**
     * @param kinds the remainders of the numbers that it wants
     * @param cycle by which they are divided
     */
    SoakReader(int port, String login, String query, Set<Integer> kinds, int cycle, Tally tally, long seed) {
        this.port = port;
        this.login = login;
        this.query = query;
        this.kinds = kinds;
        this.cycle = cycle;
        this.tally = tally;
        this.random = new Random(seed);
    }

    /** Whether it has all that it wants of the numbers up to this one. */
    boolean hasAll(long number) {
        return next(last) > number;
    }

    @Override
    public String toString() {
        return "'" + query + "' has up to " + last + ", last id " + lastId + ", state " + state;
    }

    @Override
    public void run() {
        while (!tally.over) {
            dropAt = last + 1 + random.nextInt(1_500);
            stallAt = last + 1 + random.nextInt(3_000);
            state = "connects";
            try (Socket socket = new Socket()) {
                socket.setReceiveBufferSize(BUFFER);
                socket.setSoTimeout(10_000);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                tally.connections.incrementAndGet();
                state = "reads";
                read(socket);
            } catch (IOException e) {
                state = "came to an end: " + e;
                LockSupport.parkNanos(20_000_000); // the server was stopped or has ended the stream: it comes back
            }
        }
    }

    private void read(Socket socket) throws IOException {
        String after = lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n";
        socket.getOutputStream()
                .write(("GET /api/stream" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic " + login
                                + "\r\n" + after + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        Bytes in = new BufferedInputStream(socket.getInputStream(), BUFFER)::read;
        if (!line(in).contains(" 200")) {
            throw new IOException("no stream");
        }
        boolean chunked = false;
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            chunked |= field.equalsIgnoreCase("Transfer-Encoding: chunked");
        }
        Bytes body = chunked ? new Chunks(in) : in;
        id = "";
        while (!tally.over) {
            message(line(body));
            if (!tally.calm && last >= dropAt) {
                tally.drops.incrementAndGet();
                return;
            }
            if (!tally.calm && last >= stallAt) {
                stall();
            }
        }
    }

    private void message(String line) {
        if (line.startsWith("id: ")) {
            id = line.substring(4);
            return;
        }
        Matcher message = MESSAGE.matcher(line);
        if (!message.find()) {
            return;
        }
        switch (message.group(1)) {
            case "event" -> event(line);
            case "dashboard" -> {
                if (begun) {
                    tally.resets.incrementAndGet();
                } else {
                    begun = true;
                    lastId = id;
                    tally.begun.incrementAndGet();
                }
            }
            default -> tally.resets.incrementAndGet();
        }
    }

    private void event(String line) {
        Matcher number = NUMBER.matcher(line);
        if (!number.find()) {
            return; // the server's own
        }
        lastId = id;
        long n = Long.parseLong(number.group(1));
        long expected = next(last);
        if (n < expected) {
            tally.wrong.incrementAndGet();
            return;
        }
        for (long missing = expected; missing < n; missing = next(missing)) {
            tally.lost.incrementAndGet();
        }
        tally.received.incrementAndGet();
        last = n;
    }

    private long next(long number) {
        long next = number + 1;
        while (!kinds.contains((int) (next % cycle))) {
            next++;
        }
        return next;
    }

    /** Reads nothing until so much has been published that every buffer between is full. */
    private void stall() {
        tally.stalls.incrementAndGet();
        long until = tally.published.get() + 500 + random.nextInt(2_000);
        while (!tally.calm && tally.published.get() < until) {
            LockSupport.parkNanos(5_000_000);
        }
        stallAt = Long.MAX_VALUE;
    }

    private static String line(Bytes in) throws IOException {
        StringBuilder line = new StringBuilder(512);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the stream has ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** One byte after the other. */
    @FunctionalInterface
    private interface Bytes {
        int read() throws IOException;
    }

    /** The body of a chunked answer. */
    private static final class Chunks implements Bytes {
        private final Bytes in;
        private int left;

        Chunks(Bytes in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            while (left == 0) {
                String length = line(in);
                if (length.isEmpty()) { // the end of the line behind a chunk
                    continue;
                }
                left = Integer.parseInt(length, 16);
                if (left == 0) {
                    return -1;
                }
            }
            left--;
            return in.read();
        }
    }
}
