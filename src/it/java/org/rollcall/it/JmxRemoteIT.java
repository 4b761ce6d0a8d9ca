package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JMX over a port as the how-to sets it up: its options, its access file, a reader and an administrator (issue 6.11). */
class JmxRemoteIT {
    private static final Path HOWTO = Path.of(System.getProperty("rollcall.basedir"), "docs/howto/jmx.md");
    private static final String WATCHER = "a-secret-of-the-watcher";
    private static final String OPERATOR = "a-secret-of-the-operator";

    @TempDir
    static Path data;

    private static RollcallServer server;
    private static int port;
    private static ObjectName monitor;

    @BeforeAll
    static void start() throws IOException, JMException {
        port = Ports.free();
        monitor = new ObjectName("org.rollcall:type=RealtimeMonitor");
        String howto = Files.readString(HOWTO);
        Path access = Files.writeString(data.resolve("jmx.access"), block(howto, "monitor readonly"));
        Path passwords = Files.createFile(
                data.resolve("jmx.password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwords, "monitor " + WATCHER + "\noperator " + OPERATOR + "\n");
        String options = block(howto, "ROLLCALL_JAVA_OPTS='")
                .replaceAll("(?s).*ROLLCALL_JAVA_OPTS='([^']*)'.*", "$1")
                .replace("9010", Integer.toString(port))
                .replace("/etc/rollcall/jmx.password", passwords.toString())
                .replace("/etc/rollcall/jmx.access", access.toString());
        server = RollcallServer.start(data, Map.of(), List.of(options.strip().split("\\s+")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The code block of the how-to that has this in it. */
    private static String block(String howto, String what) {
        Matcher blocks = Pattern.compile("(?s)\n```\n(.*?)```").matcher(howto);
        while (blocks.find()) {
            if (blocks.group(1).contains(what)) {
                return blocks.group(1);
            }
        }
        throw new AssertionError("the how-to has no block with " + what);
    }

    @SuppressWarnings("BanJNDI") // a test's own address
    private static JMXConnector connect(String user, String password) throws IOException {
        JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi");
        return JMXConnectorFactory.connect(url, Map.of(JMXConnector.CREDENTIALS, new String[] {user, password}));
    }

    @Test
    void theReaderReadsAndChangesNothing() throws IOException, JMException {
        try (JMXConnector connector = connect("monitor", WATCHER)) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            assertThat(beans.getAttribute(monitor, "Sentence").toString()).isNotBlank();
            assertThat(beans.getAttribute(monitor, "QueueSizeThreshold")).isEqualTo(50.0);
            assertThatThrownBy(() -> beans.setAttribute(monitor, new Attribute("QueueSizeThreshold", 1.0)))
                    .isInstanceOf(SecurityException.class);
            assertThatThrownBy(() -> beans.invoke(monitor, "exportMetrics", new Object[0], new String[0]))
                    .isInstanceOf(SecurityException.class);
            assertThat(beans.getAttribute(monitor, "QueueSizeThreshold")).isEqualTo(50.0);
        }
    }

    @Test
    void theAdministratorMovesThresholdsAndMakesNoBeans() throws IOException, JMException {
        try (JMXConnector connector = connect("operator", OPERATOR)) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            beans.setAttribute(monitor, new Attribute("FailedSyncsThreshold", 12.0));
            assertThat(beans.getAttribute(monitor, "FailedSyncsThreshold")).isEqualTo(12.0);
            String export = (String) beans.invoke(monitor, "exportMetrics", new Object[0], new String[0]);
            assertThat(data.resolve(export)).exists();
            assertThatThrownBy(
                            () -> beans.createMBean("javax.management.loading.MLet", new ObjectName("test:type=MLet")))
                    .isInstanceOf(SecurityException.class);
        }
    }

    @Test
    void nobodyElseGetsIn() {
        for (String[] login : List.of(
                new String[] {"monitor", OPERATOR}, new String[] {"operator", ""}, new String[] {"admin", WATCHER})) {
            assertThatThrownBy(() -> connect(login[0], login[1])).isInstanceOf(SecurityException.class);
        }
        assertThatThrownBy(() -> {
                    @SuppressWarnings("BanJNDI")
                    JMXConnector open = JMXConnectorFactory.connect(
                            new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"));
                    open.close();
                })
                .isInstanceOf(SecurityException.class);
    }

    @Test
    void thePortIsOnLoopbackAlone() throws IOException {
        try (Socket near = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(near.isConnected()).isTrue();
        }
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : network.inetAddresses()
                    .filter(one -> !one.isLoopbackAddress() && !one.isLinkLocalAddress())
                    .toList()) {
                assertThatThrownBy(() -> new Socket(address, port).close())
                        .as(address.toString())
                        .isInstanceOf(IOException.class);
            }
        }
    }
}
