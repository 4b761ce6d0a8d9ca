package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** HTTPS by two settings, with HTTP/2, HSTS and a certificate that is renewed while people look (issue 6.3, P74). */
class TlsIT {
    @TempDir
    Path data;

    @Test
    void pemFilesAreServedAndReadAgainWhenTheyAreRenewed() throws Exception {
        Path files = Files.createDirectory(data.resolve("tls"));
        Path certificate = files.resolve("fullchain.pem");
        Path key = files.resolve("privkey.pem");
        TestCertificate first = TestCertificate.make(files, "first");
        first.writePem(certificate, key);
        Map<String, String> settings =
                Map.of("ROLLCALL_TLS_CERTIFICATE", certificate.toString(), "ROLLCALL_TLS_KEY", key.toString());
        List<String> everywhere = List.of("-Drollcall.address=0.0.0.0");
        try (RollcallServer server = RollcallServer.startSecure(data, settings, everywhere, first.trusting())) {
            assertThat(RollcallServer.consoleOf(data)).contains("Rollcall is up at https://");
            HttpResponse<byte[]> answer = server.get("/api/status", Role.VIEWER);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
            assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
            http2(server, first.trusting());
            tls12IsSpokenToo(server, first.trusting());
            assertThat(RawHttp.send(server.port(), "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .as("HTTP on the port of HTTPS")
                    .doesNotContain("\"up\"");
            assertThat(served(server, first.trusting())).isEqualTo(first.certificate());

            TestCertificate second = TestCertificate.make(files, "second");
            try (SseReader open = server.stream("")) {
                open.first();
                Files.writeString(certificate, "half of a renewal");
                await().atMost(Duration.ofSeconds(60)).until(() -> server.log().contains("the former one stays"));
                assertThat(served(server, first.trusting())).isEqualTo(first.certificate());
                second.writePem(certificate, key);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> server.log().contains("the certificate was renewed"));
                assertThat(served(server, second.trusting())).isEqualTo(second.certificate());
                assertThat(open.hasEnded())
                        .as("a stream from before the renewal goes on")
                        .isFalse();
            }
            assertThatThrownBy(() -> served(server, first.trusting())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aPkcs12FileWillDoAndAWrongPasswordEndsTheStart() throws Exception {
        TestCertificate made = TestCertificate.make(data, "school");
        Map<String, String> settings =
                Map.of("ROLLCALL_TLS_KEYSTORE", made.file().toString(), "ROLLCALL_TLS_PASSWORD", made.password());
        Map<String, String> wrong =
                Map.of("ROLLCALL_TLS_KEYSTORE", made.file().toString(), "ROLLCALL_TLS_PASSWORD", "guessed-wrong");
        try (RollcallServer server = RollcallServer.startSecure(data, settings, List.of(), made.trusting())) {
            assertThat(server.get("/readyz", Role.NOBODY).statusCode()).isEqualTo(200);
            try (SseReader stream = server.stream("")) {
                assertThat(stream.first().type()).isEqualTo("dashboard");
            }
        }
        Path other = Files.createDirectory(data.resolve("other"));
        assertThatThrownBy(() -> RollcallServer.startSecure(other, wrong, List.of(), made.trusting()))
                .hasMessageContaining("the server ended");
        assertThat(RollcallServer.consoleOf(other))
                .contains("start_monitor: the server did not start: ")
                .contains("is no PKCS12 file that rollcall.tls.password opens")
                .doesNotContain("guessed-wrong");
    }

    private static void http2(RollcallServer server, SSLContext trusting) throws IOException, InterruptedException {
        HttpClient two = HttpClient.newBuilder()
                .sslContext(trusting)
                .version(HttpClient.Version.HTTP_2)
                .build();
        HttpRequest request = server.request("/api/status", Role.VIEWER).build();
        HttpResponse<Void> answer = two.send(request, BodyHandlers.discarding());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
        try (SseReader stream = SseReader.open(two, server.request("/api/stream", Role.VIEWER))) {
            assertThat(stream.response().version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(stream.first().type()).isEqualTo("dashboard");
            stream.awaitMessage("metrics", metrics -> true);
        }
    }

    private static void tls12IsSpokenToo(RollcallServer server, SSLContext trusting) throws IOException {
        try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
        }
    }

    private static X509Certificate served(RollcallServer server, SSLContext trusting)
            throws IOException, GeneralSecurityException {
        try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
