package org.rollcall.browser;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rollcall.it.Ports;

/** A real nginx with the configuration that is shipped, on free ports and with a certificate of its own. */
final class Nginx implements AutoCloseable {
    private static final Path SHIPPED =
            Path.of(System.getProperty("rollcall.basedir", "."), "deploy", "nginx", "rollcall.conf");

    /** Debian has it where the path of an ordinary user does not lead. */
    private static final String PROGRAM = Files.isExecutable(Path.of("/usr/sbin/nginx")) ? "/usr/sbin/nginx" : "nginx";

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it in front of a server.
     *
     * @param folder its own
     * @param more what is changed in the shipped text besides addresses and files: pairs of old and new
     */
    static Nginx inFrontOf(BrowserServer server, Path folder, String... more) throws IOException {
        int port = Ports.free();
        String shipped = Files.readString(SHIPPED)
                .replace("127.0.0.1:8888", server.address().substring("http://".length()))
                .replace("listen 80;", "listen 127.0.0.1:" + Ports.free() + ";")
                .replace("listen 443 ssl http2;", "listen 127.0.0.1:" + port + " ssl http2;")
                .replace("<school.example>", "localhost")
                .replace(
                        "</etc/ssl/certs/school.example.pem>",
                        folder.resolve("school.pem").toString())
                .replace(
                        "</etc/ssl/private/school.example.key>",
                        folder.resolve("school.key").toString());
        for (int i = 0; i < more.length; i += 2) {
            if (!shipped.contains(more[i])) {
                throw new IllegalArgumentException("the shipped configuration has no " + more[i]);
            }
            shipped = shipped.replace(more[i], more[i + 1]);
        }
        Files.writeString(folder.resolve("rollcall.conf"), shipped);
        Files.writeString(folder.resolve("nginx.conf"), whole(folder));
        run(
                folder,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-keyout",
                "school.key",
                "-out",
                "school.pem");
        run(folder, PROGRAM, "-t", "-q", "-p", folder.toString(), "-c", "nginx.conf", "-e", "error.log");
        Process process = new ProcessBuilder(PROGRAM, "-p", folder.toString(), "-c", "nginx.conf", "-e", "error.log")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
        Nginx nginx = new Nginx(process, port);
        await().atMost(Duration.ofSeconds(20)).until(() -> accepts(port));
        return nginx;
    }

    String address() {
        return "https://localhost:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String whole(Path folder) {
        return """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                events { worker_connections 256; }
                http {
                  access_log off;
                  types { text/html html; }
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  include %1$s/rollcall.conf;
                }
                """.formatted(folder);
    }

    private static void run(Path folder, String... command) throws IOException {
        Process process = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(command[0] + " was interrupted", e);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }
}
