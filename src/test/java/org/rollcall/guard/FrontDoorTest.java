package org.rollcall.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardServer;
import org.apache.catalina.core.StandardService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.Problem;
import org.rollcall.config.SettingsException;

class FrontDoorTest {
    @TempDir
    Path folder;

    private final Map<String, String> given = new TreeMap<>();

    @AfterEach
    void nothingIsSet() {
        given.keySet().forEach(System::clearProperty);
    }

    @Test
    void httpThatWouldLeaveThisMachineIsToldWithEveryOtherFault() {
        given.put("rollcall.poll", "0");
        assertThat(refusedOn("0.0.0.0").problems())
                .extracting(Problem::key)
                .containsExactlyInAnyOrder("rollcall.poll", "rollcall.address");
    }

    @Test
    void aCertificateThatCannotBeUsedIsToldWithEveryOtherFault() throws IOException {
        Path file = Files.writeString(folder.resolve("no.pem"), "no certificate");
        given.put("rollcall.poll", "0");
        given.put("rollcall.tls.certificate", file.toString());
        given.put("rollcall.tls.key", file.toString());
        assertThat(refusedOn("0.0.0.0").problems())
                .extracting(problem -> problem.key() + ": " + problem.reason())
                .anyMatch(text -> text.startsWith("rollcall.poll: "))
                .contains("rollcall.tls.certificate: holds no certificate in PEM form")
                .hasSize(2);
    }

    @Test
    void aKeystoreIsToldOnceWhetherItIsMissingOrNone() throws IOException {
        given.put("rollcall.tls.keystore", folder.resolve("none.p12").toString());
        given.put("rollcall.tls.password", "sesame");
        assertThat(refusedOn("127.0.0.1").problems())
                .extracting(Problem::reason)
                .containsExactly("is not a file that this user can read");
        Files.writeString(folder.resolve("none.p12"), "no keystore");
        assertThat(refusedOn("127.0.0.1").problems())
                .extracting(Problem::reason)
                .containsExactly("is no PKCS12 file that rollcall.tls.password opens");
    }

    private SettingsException refusedOn(String address) {
        given.put("rollcall.data", folder.toString());
        given.forEach(System::setProperty);
        Connector connector = new Connector();
        connector.setProperty("address", address);
        StandardService service = new StandardService();
        service.addConnector(connector);
        StandardServer server = new StandardServer();
        server.addService(service);
        return catchThrowableOfType(
                SettingsException.class,
                () -> new FrontDoor().lifecycleEvent(new LifecycleEvent(server, Lifecycle.BEFORE_INIT_EVENT, null)));
    }
}
