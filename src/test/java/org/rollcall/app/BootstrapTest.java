package org.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.Settings;
import org.rollcall.log.Journal;
import org.rollcall.source.registry.Registry;
import org.rollcall.source.registry.RegistryFile;
import org.rollcall.store.FolderLock;

/** Whatever goes wrong, the data folder is free afterwards. */
class BootstrapTest {
    @TempDir
    Path folder;

    private final List<Driver> drivers = Collections.list(DriverManager.getDrivers());

    /** The stop takes the drivers back that were loaded with the application; here that is everybody. */
    @AfterEach
    void giveDriversBack() throws SQLException {
        for (Driver driver : drivers) {
            DriverManager.registerDriver(driver);
        }
    }

    /** What the container would inject. */
    @SuppressWarnings("unchecked")
    private static <T> Instance<T> instance(Supplier<T> value) {
        return (Instance<T>) Proxy.newProxyInstance(
                BootstrapTest.class.getClassLoader(), new Class<?>[] {Instance.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("get");
                    return value.get();
                });
    }

    /** A journal that cannot be closed. */
    private static Journal journal(AtomicInteger closed) {
        return (Journal) Proxy.newProxyInstance(
                BootstrapTest.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("close");
                    closed.incrementAndGet();
                    throw new IllegalStateException("planned: cannot be closed");
                });
    }

    @Test
    @SuppressWarnings("UnnecessaryAssignment") // there is no container here to inject anything
    void aStartThatEndsInAnErrorAndAStopThatFailsLeaveTheFolderFree() {
        Map<String, String> values = Map.of("rollcall.data", folder.toString());
        Settings settings = Settings.from(name -> Optional.ofNullable(values.get(name)));
        AtomicInteger closed = new AtomicInteger();
        Bootstrap bootstrap = new Bootstrap();
        bootstrap.settings = instance(() -> settings);
        bootstrap.registry = instance(() -> Registry.open(new RegistryFile(settings.stations())));
        bootstrap.journal = instance(() -> journal(closed));
        bootstrap.monitor = instance(() -> {
            throw new NoClassDefFoundError("planned");
        });

        assertThatThrownBy(() -> bootstrap.start(new Startup())).isInstanceOf(NoClassDefFoundError.class);

        assertThat(closed).hasValue(1);
        FolderLock lock = FolderLock.tryTake(folder, "a test").orElseThrow();
        lock.close();
    }
}
