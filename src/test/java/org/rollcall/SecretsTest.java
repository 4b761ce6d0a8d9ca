package org.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No file that is committed, or about to be, holds a key, a password or a token. */
class SecretsTest {
    /** What can be known by its form. */
    private static final Map<String, Pattern> FORMS = Map.of(
            "private key", Pattern.compile("-----BEGIN (?:[A-Z]+ )*PRIVATE KEY"),
            "cloud key", Pattern.compile("\\bAKIA[0-9A-Z]{16}\\b|\\bAIza[0-9A-Za-z_-]{35}\\b"),
            "token",
                    Pattern.compile(
                            "\\b(?:gh[opsru]_[A-Za-z0-9]{36}|xox[abprs]-[A-Za-z0-9-]{10,}|npm_[A-Za-z0-9]{36})"),
            "signed token", Pattern.compile("\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}"),
            "login header", Pattern.compile("\\bBasic [A-Za-z0-9+/]{16,}={0,2}(?![A-Za-z0-9+/])"),
            "stored hash", Pattern.compile("password=\"[0-9a-f]{8,}\\$\\d+\\$[0-9a-f]{32,}\""),
            "login in an address", Pattern.compile("\\b[a-z]+://[^/\\s:@\"'<]+:([^/\\s\"'@<$]+)@"),
            "password",
                    Pattern.compile(
                            "(?i)(?:password|passwd|secret|token|api_?key)[\"']?\\s*[=:]\\s*"
                                    + "(?:\"([^\"\\s<$%{]{8,})\"|'([^'\\s<$%{]{8,})'|(?-i:(?<=[A-Z]=))([A-Za-z0-9+/_-]{8,})\\b)"));

    /** Made up, and said so: those that begin like "a-password-of"; a setting's name; a port; what the documents show. */
    private static final Pattern MADE_UP = Pattern.compile("a-[a-z0-9-]+|rollcall\\.tls\\.password|\\d{1,5}");

    private static final Set<String> SHOWN = Set.of("correct-horse", "secret");

    @Test
    void noFileHoldsASecret() throws Exception {
        Path root = Path.of(System.getProperty("rollcall.basedir", ".")).toAbsolutePath();
        assumeThat(root.resolve(".git")).as("a checkout").exists();
        List<String> found = new ArrayList<>();
        List<Path> files = committed(root);
        for (Path file : files) {
            text(file)
                    .lines()
                    .forEach(line -> secrets(line).forEach(kind -> found.add(root.relativize(file) + ": a " + kind)));
        }
        assertThat(files).hasSizeGreaterThan(300);
        assertThat(found).isEmpty();
    }

    @Test
    void plantedOnesAreFound() {
        assertThat(secrets("-----BEGIN EC PRIVATE" + " KEY-----")).containsExactly("private key");
        assertThat(secrets("id = AKIA" + "ABCDEFGHIJKLMNOP")).containsExactly("cloud key");
        assertThat(secrets("see ghp_" + "a1".repeat(18))).containsExactly("token");
        assertThat(secrets("curl https://pi:rasp" + "berry@gate-1.example/")).containsExactly("login in an address");
        assertThat(secrets("ROLLCALL_ADMIN_PASSWORD=" + "kcGlb6nD3t8RGMO5oknLk0y6"))
                .containsExactly("password");
        assertThat(secrets("\"pass" + "word\": \"hunter2hunter2\"")).containsExactly("password");
        assertThat(secrets("Authorization: Basic " + "dmlld2VyOmh1bnRlcjI=")).containsExactly("login header");
        assertThat(secrets("password=\"0123abcd" + "$1$" + "0f".repeat(32) + "\""))
                .contains("stored hash");
    }

    @Test
    void whatIsMadeUpAndSaysSoIsNone() {
        assertThat(secrets("PASSWORD = \"a-password-of-a-station\"")).isEmpty();
        assertThat(secrets("ROLLCALL_ADMIN_PASSWORD=$secret")).isEmpty();
        assertThat(secrets("this.password = password;")).isEmpty();
    }

    private static List<String> secrets(String line) {
        List<String> kinds = new ArrayList<>();
        FORMS.forEach((kind, form) -> {
            Matcher matcher = form.matcher(line);
            while (matcher.find()) {
                if (!isMadeUp(matcher)) {
                    kinds.add(kind);
                    return;
                }
            }
        });
        return kinds;
    }

    private static boolean isMadeUp(Matcher found) {
        for (int group = 1; group <= found.groupCount(); group++) {
            String value = found.group(group);
            if (value != null) {
                return MADE_UP.matcher(value).matches() || SHOWN.contains(value);
            }
        }
        return false;
    }

    private static List<Path> committed(Path root) throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).isZero();
        return names.lines()
                .flatMap(line -> Pattern.compile("\0").splitAsStream(line))
                .map(root::resolve)
                .filter(Files::isRegularFile)
                .toList();
    }

    /** Nothing for pictures and databases. */
    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
