package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.tools.attach.AttachNotSupportedException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The WAR as an administrator deploys it: beside another application, under a path of its own, and away again. */
@ExtendWith({ManagedTomcat.class, ArquillianExtension.class})
class DeployArquillianIT {
    private static final String CONTEXT = "/school-gate";

    /** What Tomcat says of an application that left something; its own utility threads it takes for ours at times. */
    private static final Pattern LEFT_OVER =
            Pattern.compile("a thread named \\[(?!Catalina-utility)|failed to unregister|to remove it when");

    /** 50 for F20; a few tell as well, and are over sooner. */
    private static final int ROUNDS = Integer.getInteger("rollcall.redeploys", 2);

    private static final Pattern LOADERS =
            Pattern.compile("\\s(\\d+)\\s+\\d+\\s+org\\.apache\\.catalina\\.loader\\.ParallelWebappClassLoader\\s");

    private static final Pattern LINK = Pattern.compile("(?:href|src|action)=\"([^\"]*)\"");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "rollcall", managed = false, testable = false)
    static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, CONTEXT.substring(1) + ".war")
                .importFrom(Path.of(System.getProperty("rollcall.war")).toFile())
                .as(WebArchive.class);
    }

    @Test
    void itServesUnderItsPathAndLeavesNothingBehind()
            throws IOException, InterruptedException, SQLException, AttachNotSupportedException, JMException {
        try (AttendanceDatabase database = AttendanceDatabase.create(ManagedTomcat.BASE.resolve("data/attendance.db"));
                JMXConnector connector = connect()) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            Optional<Left> first = Optional.empty();
            for (int round = 0; round < ROUNDS; round++) {
                deployer.deploy("rollcall");
                serves(database);
                assertThat(beans.queryNames(new ObjectName("org.rollcall:*"), null))
                        .containsExactly(
                                new ObjectName("org.rollcall:type=RealtimeMonitor,context=\"" + CONTEXT + "\""));
                assertThat(ours(threads)).isNotEmpty();
                deployer.undeploy("rollcall");
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(ours(threads)).isEmpty());
                assertThat(beans.queryNames(new ObjectName("org.rollcall:*"), null))
                        .isEmpty();
                assertThat(get("/api/status").statusCode()).isEqualTo(404);
                if (first.isEmpty()) {
                    first = Optional.of(
                            left(beans)); // what a first time leaves, Tomcat and the JDK keep for all later ones
                } else {
                    Left before = first.get();
                    await().atMost(Duration.ofSeconds(20))
                            .untilAsserted(() -> assertThat(left(beans)).isEqualTo(before));
                }
            }
        }
        assertThat(ManagedTomcat.log()).contains("Rollcall").doesNotContainPattern(LEFT_OVER);
    }

    /**
     * What there is besides the application, or is left of it.
     *
     * @param loaders class loaders of applications
     * @param libraries SQLite's, mapped into the process
     * @param temporary names in Tomcat's temp folder
     */
    private record Left(long loaders, int beans, long libraries, List<String> temporary) {}

    private static Left left(MBeanServerConnection beans) throws IOException, JMException {
        String histogram = (String) beans.invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
        Matcher loaders = LOADERS.matcher(histogram);
        try (Stream<Path> temporary = Files.list(ManagedTomcat.BASE.resolve("temp"));
                Stream<String> mapped = Files.lines(Path.of("/proc/" + tomcat().pid() + "/maps"))) {
            return new Left(
                    loaders.find() ? Long.parseLong(loaders.group(1)) : 0,
                    beans.getMBeanCount(),
                    mapped.filter(line -> line.contains("sqlitejdbc")).count(),
                    temporary
                            .map(file -> file.getFileName().toString())
                            .sorted()
                            .toList());
        }
    }

    private void serves(AttendanceDatabase database) throws IOException, InterruptedException, SQLException {
        assertThat(client.send(HttpRequest.newBuilder(uri("/readyz")).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.send(HttpRequest.newBuilder(uri("/dashboard")).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        for (String path : List.of("/", "/dashboard")) {
            HttpResponse<String> page = get(path);
            assertThat(page.statusCode()).isEqualTo(200);
            List<String> links = LINK.matcher(page.body())
                    .results()
                    .map((MatchResult link) -> link.group(1))
                    .toList();
            assertThat(links).isNotEmpty().noneMatch(link -> link.startsWith("/") || link.contains(":"));
            for (String link : links.stream().filter(l -> !l.startsWith("#")).toList()) {
                assertThat(get("/" + link).statusCode()).as(link).isEqualTo(200);
            }
        }
        try (Stream<Path> made = Files.walk(ManagedTomcat.BASE.resolve("work"))) {
            assertThat(made.map(Path::toString).filter(name -> name.contains("dashboard_jsp")))
                    .as("the page came compiled; the server did not do it")
                    .isEmpty();
        }
        try (SseReader reader = SseReader.open(client, request("/api/stream"))) {
            assertThat(reader.first().type()).isEqualTo("dashboard");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> get("/api/status").body().contains("\"reading\""));
            database.scans(1, true);
            reader.awaitEvents("scan", 1);
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        byte[] login = ("admin:" + ManagedTomcat.password()).getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ManagedTomcat.port() + CONTEXT + path);
    }

    private static List<String> ours(ThreadMXBean threads) {
        return Stream.of(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .map(ThreadInfo::getThreadName)
                .filter(name -> name.startsWith("rollcall") || name.startsWith("Hikari"))
                .toList();
    }

    /** Connects to the Tomcat that Arquillian started, a child of this process. */
    private static JMXConnector connect() throws IOException, AttachNotSupportedException {
        return JmxClient.connect(tomcat().pid());
    }

    private static ProcessHandle tomcat() {
        String mark = "-Drollcall.port=" + ManagedTomcat.port();
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(mark))
                        .isPresent())
                .findFirst()
                .orElseThrow();
    }
}
