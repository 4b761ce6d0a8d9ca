package org.rollcall.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Something that answers like Rollcall, or not quite: a path has a status and a body, the stream has pieces, and the date
 * is what the test says. An answer without an end stays open until this is closed.
 */
final class FrontStub implements AutoCloseable {
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

    private final ServerSocket socket;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<Socket, Boolean> open = new ConcurrentHashMap<>();
    private volatile Instant date = Instant.now();

    private FrontStub(ServerSocket socket) {
        this.socket = socket;
    }

    /** One that is as it should be, but for a stream. */
    static FrontStub start() throws IOException {
        FrontStub stub = new FrontStub(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        stub.on("/healthz", 200, "{\"status\":\"up\"}");
        stub.on("/readyz", 200, "{\"status\":\"up\"}");
        stub.on("/api/status", 200, "{\"system_state\":{\"status\":\"healthy\"}}");
        Thread accepting = new Thread(stub::accept, "front-stub");
        accepting.setDaemon(true);
        accepting.start();
        return stub;
    }

    int port() {
        return socket.getLocalPort();
    }

    String address() {
        return "http://127.0.0.1:" + port();
    }

    void on(String path, int status, String body) {
        answers.put(path, status + " As the test says\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** A stream that says this much, and then no more. */
    void stream(String said) {
        answers.put("/api/stream", "200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + said);
    }

    void at(Instant time) {
        date = time;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open.keySet()) {
            client.close();
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.put(client, true);
                answer(client);
            } catch (IOException e) {
                // a client that went away, or the end of the test
            }
        }
    }

    private void answer(Socket client) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        String first = String.valueOf(reader.readLine());
        String line = first;
        while (line != null && !line.isEmpty()) {
            line = reader.readLine();
        }
        String path = first.replaceAll("^GET ([^ ?]*).*", "$1");
        String answer = answers.getOrDefault(path, "404 Not Found\r\nContent-Length: 0\r\n\r\n");
        OutputStream out = client.getOutputStream();
        String head = "HTTP/1.1 "
                + answer.replaceFirst("\r\n", "\r\nDate: " + DATE.format(date.atZone(ZoneOffset.UTC)) + "\r\n");
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        if (answer.contains("Content-Length")) {
            client.close();
        }
    }
}
