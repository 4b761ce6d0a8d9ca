package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFileTest {
    @TempDir
    Path folder;

    @Test
    void aReplacementThatFailsHalfWayGivesItsSpaceBackAndLeavesTheOldFile() throws IOException {
        byte[] old = "the old one\n".getBytes(StandardCharsets.UTF_8);
        Iterator<String> half = List.of("half of the new one\n").iterator();
        try (SpoolFile file = SpoolFile.open(folder)) {
            file.append(old, false);

            assertThatThrownBy(() -> file.replace(() -> {
                        if (half.hasNext()) {
                            return half.next().getBytes(StandardCharsets.UTF_8);
                        }
                        throw new IOException("no space left on device");
                    }))
                    .hasMessageContaining("no space");
            assertThat(folder.resolve("spool.new")).doesNotExist();
            assertThat(file.read(0, old.length)).isEqualTo(old);
        }
        assertThat(Files.readAllBytes(folder.resolve("spool"))).isEqualTo(old);
    }

    @Test
    void whatACrashLeftOfAReplacementIsGoneWhenTheSpoolIsOpened() throws IOException {
        Files.writeString(folder.resolve("spool.new"), "half of a new one\n");

        try (SpoolFile file = SpoolFile.open(folder)) {
            assertThat(file.isOpen()).isTrue();
            assertThat(folder.resolve("spool.new")).doesNotExist();
        }
    }
}
