package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.log.StoreException;

class FolderLockTest {
    @TempDir
    Path folder;

    @Test
    void onlyOneProgramHasAFolderAndTheOthersAreToldWhich() {
        try (FolderLock lock = FolderLock.take(folder, "a server")) {
            assertThat(lock).isNotNull();
            assertThat(FolderLock.tryTake(folder, "a backup")).isEmpty();
            assertThatThrownBy(() -> FolderLock.take(folder, "a restore"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by a server");
        }
        FolderLock.take(folder, "a restore").close();
    }
}
