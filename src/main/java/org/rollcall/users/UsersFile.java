package org.rollcall.users;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The file of logins in the form of Tomcat's {@code MemoryUserDatabase}.
 *
 * <p>A reader sees the old file or the new one, never a half: the new one is written beside it, for its owner only, and
 * moved over it. Two editors at once wait for each other by a lock on a file of its own.
 */
final class UsersFile {
    private final Path file;

    UsersFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** The logins by name, in order of name. */
    Map<String, Login> read() throws IOException {
        var logins = new TreeMap<String, Login>();
        NodeList users = parse().getElementsByTagNameNS("*", "user");
        for (int i = 0; i < users.getLength(); i++) {
            var user = (Element) users.item(i);
            // Older files of Tomcat call it name.
            String name = user.hasAttribute("username") ? user.getAttribute("username") : user.getAttribute("name");
            var roles = new TreeSet<String>();
            for (String role : user.getAttribute("roles").split(",")) {
                if (!role.isBlank()) {
                    roles.add(role.strip());
                }
            }
            logins.put(name, new Login(name, user.getAttribute("password"), roles));
        }
        return logins;
    }

    private Element parse() throws IOException {
        String text = Files.readString(file);
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            // Silent: the default one prints to stderr besides throwing.
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
        } catch (SAXException e) {
            throw new Refusal(file + " is not a file of logins: " + e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser is not the JDK's", e);
        }
    }

    /** Reads, lets {@code edit} change a copy, and writes what it returns, while no other editor does. */
    void edit(UnaryOperator<Map<String, Login>> edit) throws IOException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = channel.lock()) {
            if (!held.isValid()) {
                throw new IOException("cannot lock " + lock);
            }
            Map<String, Login> before = exists() ? read() : new TreeMap<>();
            write(edit.apply(new LinkedHashMap<>(before)));
        }
    }

    private void write(Map<String, Login> logins) throws IOException {
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path folder = file.resolveSibling(".");
        Path made = Files.createTempFile(folder, "users", ".tmp", owner);
        try {
            try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(xml(logins));
                while (bytes.hasRemaining()) { // a disk that is nearly full takes a part without an error
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private static String xml(Map<String, Login> logins) {
        var roles = new TreeSet<>(Login.ROLES);
        logins.values().forEach(login -> roles.addAll(login.roles()));
        var out = new StringBuilder(512);
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.append("<!-- Made by scripts/users.sh; a running server notices a change within seconds. -->\n");
        out.append("<tomcat-users xmlns=\"http://tomcat.apache.org/xml\" version=\"1.0\">\n");
        roles.forEach(
                role -> out.append("  <role rolename=\"").append(quoted(role)).append("\"/>\n"));
        logins.values()
                .forEach(login -> out.append("  <user username=\"")
                        .append(quoted(login.name()))
                        .append("\" password=\"")
                        .append(quoted(login.credential()))
                        .append("\" roles=\"")
                        .append(quoted(joined(login.roles())))
                        .append("\"/>\n"));
        return out.append("</tomcat-users>\n").toString();
    }

    private static String joined(Set<String> roles) {
        return String.join(",", roles);
    }

    // A login that somebody added by hand may have any name.
    private static String quoted(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\t", "&#9;")
                .replace("\n", "&#10;")
                .replace("\r", "&#13;");
    }
}
