package org.rollcall.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Talks to the one address. Follows no redirect and asks no proxy: the password goes nowhere else. */
final class Http {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int MOST_ANSWER = 4 * 1024 * 1024;
    private static final String AGENT = "rollcall-java/1";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .build();
    private final URI base;
    private final String login;

    Http(URI base, String user, String password) {
        this.base = checked(base);
        if (user.isEmpty() || user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a user has a name without a colon; good: gate-1");
        }
        String pair = user + ":" + password;
        this.login = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static URI checked(URI base) {
        boolean good = ("http".equals(base.getScheme()) || "https".equals(base.getScheme()))
                && base.getHost() != null
                && base.getUserInfo() == null
                && base.getQuery() == null
                && base.getFragment() == null;
        if (!good) {
            throw new IllegalArgumentException(
                    "not an address of Rollcall; good: http://127.0.0.1:8888 or https://school.example/monitor");
        }
        String text = base.toString();
        return text.endsWith("/") ? base : URI.create(text + "/");
    }

    /** Whether the password goes over a network as it is. */
    boolean isOpen() {
        if ("https".equals(base.getScheme())) {
            return false;
        }
        String host = base.getHost();
        if (host.equals("localhost")) {
            return false;
        }
        try {
            // A name would be looked up, which may take long; only what is written as an address can be loopback.
            return !host.matches("[0-9.]+|\\[.*]")
                    || !InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }

    /**
     * Asks, and once more when a kept connection turned out to be closed. The answer is whole and bounded, and both
     * attempts together take no longer than the given time.
     */
    Answer ask(String method, String path, String body, Duration most) throws IOException, InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        try {
            return once(method, path, body, end);
        } catch (ConnectException | HttpTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return once(method, path, body, end);
        }
    }

    private Answer once(String method, String path, String body, long end) throws IOException, InterruptedException {
        BodyPublisher content = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        HttpRequest.Builder request = request(path).method(method, content);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<byte[]> response =
                await(client.sendAsync(request.build(), info -> new BoundedBody(MOST_ANSWER)), end);
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.headers().firstValue("Date"),
                response.headers().firstValue("Retry-After"),
                response.body());
    }

    /** The answer to a GET with its body still to come. */
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> open(String path, List<String> headers, Duration most)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).GET();
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        BodyHandler<Flow.Publisher<List<ByteBuffer>>> handler = BodyHandlers.ofPublisher();
        return await(client.sendAsync(request.build(), handler), System.nanoTime() + most.toNanos());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", login)
                .header("User-Agent", AGENT);
    }

    private static <T> T await(CompletableFuture<T> answer, long end) throws IOException, InterruptedException {
        try {
            return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no answer in time");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            throw new IOException("cannot ask: " + e.getCause(), e);
        } finally {
            answer.cancel(true); // what has not ended by now may hold its connection no longer
        }
    }
}
