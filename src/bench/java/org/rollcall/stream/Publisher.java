package org.rollcall.stream;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Posts events over one connection that is kept, one request at a time. An event carries its number and the moment at
 * which it was due, so that whatever holds the publisher up is charged to the server.
 */
final class Publisher {
    private static final int BATCH = 50;

    private final InetSocketAddress server;
    private final String login;
    private final int size;
    private final String padding;
    private long next = 1;

    /** @param size of an event as it is posted, in bytes */
    Publisher(InetSocketAddress server, String login, int size) {
        this.server = server;
        this.login = login;
        this.size = size;
        this.padding = "x".repeat(size);
    }

    /** Numbers the next event so. */
    void startAt(long number) {
        next = number;
    }

    /** So many events, so many a second. */
    void steadily(int events, double rate) throws IOException {
        try (Connection connection = new Connection()) {
            long began = System.nanoTime();
            for (int i = 0; i < events; i++) {
                long due = began + (long) (i * 1e9 / rate);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                connection.post(event(next++, due));
            }
        }
    }

    /**
     * So many events in arrays of {@value #BATCH}, as fast as they are taken.
     *
     * @param window how many events it may be ahead of what the average client has
     */
    void flood(int events, int window, LongSupplier averageClientHas) throws IOException {
        try (Connection connection = new Connection()) {
            for (int sent = 0; sent < events; sent += BATCH) {
                while (sent + BATCH - averageClientHas.getAsLong() > window) {
                    LockSupport.parkNanos(100_000);
                }
                StringBuilder body = new StringBuilder(BATCH * (size + 1) + 2).append('[');
                long now = System.nanoTime();
                for (int i = 0; i < BATCH; i++) {
                    body.append(i == 0 ? "" : ",").append(event(next++, now));
                }
                connection.post(body.append(']').toString());
            }
        }
    }

    private String event(long number, long due) {
        String event =
                "{\"type\":\"scan\",\"message\":\"bench\",\"data\":{\"n\":" + number + ",\"t\":" + due + ",\"pad\":\"";
        return event + padding.substring(0, Math.max(0, size - event.length() - 3)) + "\"}}";
    }

    private final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Connection() throws IOException {
            socket = new Socket(server.getAddress(), server.getPort());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void post(String body) throws IOException {
            byte[] bytes = ("POST /api/events HTTP/1.1\r\nHost: "
                            + server.getAddress().getHostAddress() + "\r\n" + login
                            + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(bytes);
            String status = line();
            int length = 0;
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(line.substring(15).strip());
                } else if (line.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
                    throw new IOException("the answer to a report is chunked");
                }
            }
            in.skipNBytes(length);
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException("a report was answered with " + status);
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder(64);
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("the server closed the publisher's connection");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
