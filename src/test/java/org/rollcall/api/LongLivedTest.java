package org.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LongLivedTest {
    /** A program that fills its heap until it is told that it is full, or dies of it. */
    static final class Filling {
        private Filling() {}

        public static void main(String[] arguments) {
            List<byte[]> kept = new ArrayList<>();
            System.out.println("at first " + LongLived.isFull());
            while (!LongLived.isFull()) {
                kept.add(new byte[10_000]);
            }
            System.out.println("then true, with " + (kept.size() > 100));
        }
    }

    @Test
    void aHeapThatIsFullIsSaidBeforeItsEnd_F27() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC", // as scripts/start_monitor.sh has it
                        "-Xmx24m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        folder(LongLived.class) + File.pathSeparator + folder(LongLivedTest.class),
                        Filling.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("at first false", "then true, with true");
    }

    private static Path folder(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
