package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes the folder from which Arquillian starts its Tomcat: the project's configuration, Tomcat's manager, through which
 * Arquillian deploys, and an administrator who may use it. To be named before Arquillian's own extension.
 */
final class ManagedTomcat implements BeforeAllCallback {
    static final Path BASE = Path.of(System.getProperty("rollcall.target"), "arquillian");

    private static final Path TOMCAT = Path.of(System.getProperty("rollcall.tomcat"));
    private static final Path CONFIGURATION = Path.of(System.getProperty("rollcall.basedir"), "tomcat-conf");

    static int port() {
        return Integer.getInteger("rollcall.arquillian.port");
    }

    static String password() {
        return System.getProperty("rollcall.arquillian.password");
    }

    /** Everything that Tomcat has logged. */
    static String log() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(BASE.resolve("logs"))) {
            for (Path file : files.toList()) {
                text.append(Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
        delete(BASE);
        for (String folder : List.of("conf", "logs", "temp", "work", "webapps", "data/logs")) {
            Files.createDirectories(BASE.resolve(folder));
        }
        for (String file : List.of("context.xml", "catalina.properties")) {
            Files.copy(CONFIGURATION.resolve(file), BASE.resolve("conf").resolve(file));
        }
        // Ours runs nothing but our application; Tomcat's manager, and what it deploys, are something else.
        String server = Files.readString(CONFIGURATION.resolve("server.xml"));
        String open = server.replace("deployXML=\"false\"", "").replaceAll("deployIgnore=\"[^\"]*\"", "");
        assertThat(open).hasSizeLessThan(server.length() - 40);
        Files.writeString(BASE.resolve("conf/server.xml"), open);
        Files.createDirectories(BASE.resolve("lib"));
        Files.copy(Path.of(System.getProperty("rollcall.guard")), BASE.resolve("lib/rollcall-guard.jar"));
        for (String file : List.of("web.xml", "logging.properties")) {
            Files.copy(
                    TOMCAT.resolve("conf").resolve(file), BASE.resolve("conf").resolve(file));
        }
        copy(TOMCAT.resolve("webapps/manager"), BASE.resolve("webapps/manager"));
        String password = UUID.randomUUID().toString();
        makeUsers(password);
        int port = Ports.free();
        Path data = BASE.resolve("data");
        System.setProperty("rollcall.arquillian.base", BASE.toString());
        System.setProperty("rollcall.arquillian.port", Integer.toString(port));
        System.setProperty("rollcall.arquillian.jmx", Integer.toString(Ports.free()));
        System.setProperty("rollcall.arquillian.password", password);
        System.setProperty(
                "rollcall.arquillian.options",
                String.join(
                        " ",
                        "-Xmx192m",
                        "-XX:SoftRefLRUPolicyMSPerMB=0", // so that only what cannot be freed is left of an undeployed
                        // class loader
                        "-Drollcall.address=127.0.0.1",
                        "-Drollcall.port=" + port,
                        "-Drollcall.data=" + data,
                        "-Drollcall.users=" + data.resolve("users.xml"),
                        "-Drollcall.database=" + data.resolve("attendance.db"),
                        "-Drollcall.station=" + RollcallServer.STATION,
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                        "--add-opens=java.base/java.io=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                        "--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED"));
    }

    private static void makeUsers(String password) throws IOException, InterruptedException {
        Path users = BASE.resolve("data/users.xml");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of(System.getProperty("rollcall.target"), "rollcall/WEB-INF/classes")
                        .toString(),
                "org.rollcall.users.Users",
                users.toString(),
                "first-start");
        builder.environment().put("ROLLCALL_ADMIN_PASSWORD", password);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(BASE.resolve("data/users.log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String made = Files.readString(users);
        String mine = made.replaceAll("roles=\"([^\"]*admin[^\"]*)\"", "roles=\"$1,manager-script\"");
        assertThat(mine).isNotEqualTo(made);
        Files.writeString(users, mine);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
