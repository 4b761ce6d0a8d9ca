package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service, a container or cron starts our scripts without a locale. */
class LocaleIT {
    @TempDir
    Path folder;

    @Test
    void aDataFolderMayHaveAnyNameWithoutALocale() throws IOException {
        Path data = Files.createDirectory(folder.resolve("école 1"));
        Files.writeString(
                data.resolve("users.xml"),
                "<tomcat-users><user username=\"viewer\" password=\"00$1$00\" roles=\"viewer\"/></tomcat-users>");
        Script added = Script.run(
                data,
                Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", ""),
                "users.sh",
                "add",
                "gate-1",
                "--role",
                "station");
        assertThat(added.status()).as(added.said()).isZero();
        assertThat(data.resolve("users.xml")).content().contains("gate-1");
    }
}
