package org.rollcall.guard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.rollcall.config.Problem;
import org.rollcall.config.TlsSettings;

/**
 * HTTPS and HTTP/2 on a connector, and the certificate read again when its files were renewed.
 *
 * <p>Tomcat has a listener that reloads certificates which are about to expire; here a changed file is enough.
 */
final class Certificate {
    private static final Logger LOG = Logger.getLogger(Certificate.class.getName());

    private final Connector connector;
    private final TlsSettings settings;
    // Both are written by the server's periodic thread alone after the start.
    private String loaded;
    private String seen;

    private Certificate(Connector connector, TlsSettings settings) {
        this.connector = connector;
        this.settings = settings;
        this.loaded = state();
        this.seen = loaded;
    }

    /** What is wrong with files that are there: whether they are is asked with the settings. */
    static List<Problem> faults(TlsSettings settings) {
        return Stream.concat(
                        settings
                                .keystore()
                                .filter(Files::isReadable)
                                .flatMap(file -> settings.password().flatMap(word -> keystoreFault(file, word)))
                                .stream(),
                        settings.certificate().filter(Files::isReadable).flatMap(Certificate::pemFault).stream())
                .toList();
    }

    /** The settings have no {@link #faults}. */
    static Certificate on(Connector connector, TlsSettings settings) {
        SSLHostConfig host = new SSLHostConfig();
        host.setProtocols("TLSv1.2+TLSv1.3");
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        settings.keystore().ifPresent(file -> {
            certificate.setCertificateKeystoreFile(file.toAbsolutePath().toString());
            certificate.setCertificateKeystoreType("PKCS12");
            settings.password().ifPresent(certificate::setCertificateKeystorePassword);
        });
        settings.certificate()
                .ifPresent(file ->
                        certificate.setCertificateFile(file.toAbsolutePath().toString()));
        settings.key().ifPresent(file -> {
            certificate.setCertificateKeyFile(file.toAbsolutePath().toString());
            settings.password().ifPresent(certificate::setCertificateKeyPassword);
        });
        host.addCertificate(certificate);
        connector.setProperty("SSLEnabled", "true");
        connector.setScheme("https");
        connector.setSecure(true);
        connector.addSslHostConfig(host);
        connector.addUpgradeProtocol(new Http2Protocol());
        return new Certificate(connector, settings);
    }

    /** Tomcat's own words for a wrong password are about padding. */
    private static Optional<Problem> keystoreFault(Path file, String password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore.getInstance("PKCS12").load(in, password.toCharArray());
            return Optional.empty();
        } catch (IOException | GeneralSecurityException e) {
            return unusable("rollcall.tls.keystore", file, "is no PKCS12 file that rollcall.tls.password opens", e);
        }
    }

    private static Optional<Problem> pemFault(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                throw new CertificateException("none");
            }
            return Optional.empty();
        } catch (IOException | CertificateException e) {
            return unusable("rollcall.tls.certificate", file, "holds no certificate in PEM form", e);
        }
    }

    private static Optional<Problem> unusable(String key, Path file, String reason, Exception cause) {
        LOG.log(Level.FINE, "the file " + file + " cannot be used", cause);
        return Optional.of(new Problem(
                key,
                file.toString(),
                reason,
                key.endsWith("keystore") ? "/etc/rollcall/server.p12" : "/etc/rollcall/fullchain.pem"));
    }

    /**
     * Reads the files again if they have changed and rested since the last call: a renewal writes two of them. What
     * cannot be read leaves the former certificate in use.
     */
    void look() {
        String now = state();
        boolean rested = now.equals(seen);
        seen = now;
        if (now.equals(loaded) || !rested) {
            return;
        }
        loaded = now;
        try {
            ((AbstractHttp11Protocol<?>) connector.getProtocolHandler()).reloadSslHostConfigs();
            LOG.info("the certificate was renewed: " + settings.files());
        } catch (IllegalArgumentException e) {
            LOG.log(Level.SEVERE, "the new certificate cannot be used, the former one stays: " + settings.files(), e);
        }
    }

    private String state() {
        StringBuilder state = new StringBuilder();
        for (Path file : settings.files()) {
            try {
                state.append(Files.getLastModifiedTime(file).toMillis())
                        .append(' ')
                        .append(Files.size(file))
                        .append(' ');
            } catch (IOException e) {
                state.append("missing "); // the former one stays, and the next look tells
            }
        }
        return state.toString();
    }
}
