package org.rollcall.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the certificate and its key are: in one PKCS12 file, or in two PEM files.
 *
 * @param certificate a PEM file with the certificate and what stands between it and the authority
 * @param password of the PKCS12 file, or of the PEM key if that is encrypted
 */
public record TlsSettings(
        Optional<Path> keystore, Optional<Path> certificate, Optional<Path> key, Optional<String> password) {
    private static final String KEYSTORE = "rollcall.tls.keystore";
    private static final String CERTIFICATE = "rollcall.tls.certificate";
    private static final String KEY = "rollcall.tls.key";
    private static final String PASSWORD = "rollcall.tls.password";

    /** Nothing when none of the files is named. */
    static Optional<TlsSettings> from(SettingsReader reader) {
        TlsSettings settings = new TlsSettings(
                file(reader, KEYSTORE, "/etc/rollcall/server.p12"),
                file(reader, CERTIFICATE, "/etc/rollcall/fullchain.pem"),
                file(reader, KEY, "/etc/rollcall/privkey.pem"),
                reader.optional(PASSWORD));
        settings.check(reader);
        return settings.files().isEmpty() ? Optional.empty() : Optional.of(settings);
    }

    private static Optional<Path> file(SettingsReader reader, String key, String example) {
        Optional<String> text = reader.optional(key);
        Optional<Path> file = text.flatMap(given -> reader.path(key, given, example));
        if (text.isPresent() && file.isEmpty()) {
            return Optional.of(Path.of(example)); // named, if wrongly: that none is named would be a second fault
        }
        file.filter(path -> !Files.isRegularFile(path) || !Files.isReadable(path))
                .ifPresent(path -> reader.problem(
                        new Problem(key, path.toString(), "is not a file that this user can read", example)));
        return file;
    }

    private void check(SettingsReader reader) {
        if (keystore.isPresent() && (certificate.isPresent() || key.isPresent())) {
            reader.problem(new Problem(
                    KEYSTORE,
                    keystore.get().toString(),
                    "stands beside " + CERTIFICATE + " or " + KEY + "; take one of the two ways",
                    "/etc/rollcall/server.p12"));
        } else if (certificate.isPresent() != key.isPresent()) {
            reader.problem(new Problem(
                    certificate.isPresent() ? KEY : CERTIFICATE,
                    "",
                    "is missing beside " + (certificate.isPresent() ? CERTIFICATE : KEY),
                    certificate.isPresent() ? "/etc/rollcall/privkey.pem" : "/etc/rollcall/fullchain.pem"));
        }
        if (keystore.isPresent() && password.isEmpty()) {
            reader.problem(new Problem(PASSWORD, "", "is missing beside " + KEYSTORE, "the password of that file"));
        }
    }

    /** All files that are named; when one of them changes, the certificate was renewed. */
    public List<Path> files() {
        return Stream.of(keystore, certificate, key).flatMap(Optional::stream).toList();
    }

    /** The password is no part of it. */
    @Override
    public String toString() {
        return "TlsSettings" + files() + (password.isPresent() ? " ***" : "");
    }
}
