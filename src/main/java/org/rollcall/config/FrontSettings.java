package org.rollcall.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Who may come in, and how. Tomcat obeys the first four and the limits before the application sees a request.
 *
 * @param tls the certificate, when HTTPS is spoken
 * @param plain whether HTTP may leave this machine
 * @param addresses blocks of addresses that may ask; empty: all
 * @param proxies addresses whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed
 * @param origins other sites whose pages may read the API
 * @param hsts how long a browser that came by HTTPS must not come by HTTP; zero does not say so
 */
public record FrontSettings(
        Optional<TlsSettings> tls,
        boolean plain,
        List<String> addresses,
        List<String> proxies,
        List<String> origins,
        Duration hsts,
        LimitSettings limits) {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern ADDRESS =
            Pattern.compile(OCTET + "(\\." + OCTET + "){3}|(?=.*:)[0-9a-fA-F:][0-9a-fA-F:.]*");
    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.-]+(:[0-9]{1,5})?");

    public FrontSettings {
        addresses = List.copyOf(addresses);
        proxies = List.copyOf(proxies);
        origins = List.copyOf(origins);
    }

    /** Reads {@code rollcall.tls.*}, {@code rollcall.allow.*}, {@code rollcall.proxies} and {@code rollcall.limit.*}. */
    public static FrontSettings from(SettingsReader reader) {
        return new FrontSettings(
                TlsSettings.from(reader),
                reader.whole("rollcall.allow.plain", 0, 0, 1) == 1,
                list(
                        reader,
                        "rollcall.allow.addresses",
                        FrontSettings::isBlock,
                        "is no address, or block such as 192.168.1.0/24",
                        "127.0.0.0/8, 192.168.1.0/24, fd00::/8"),
                list(reader, "rollcall.proxies", FrontSettings::isAddress, "is no address", "127.0.0.1, ::1"),
                list(
                        reader,
                        "rollcall.allow.origins",
                        origin -> ORIGIN.matcher(origin).matches(),
                        "is no origin: scheme, host in small letters and port if it is not the usual one, without a path",
                        "https://office.school.example"),
                reader.duration("rollcall.tls.hsts", Duration.ofDays(365), Duration.ZERO, Duration.ofDays(3_650)),
                LimitSettings.from(reader));
    }

    private static List<String> list(
            SettingsReader reader, String key, Predicate<String> good, String reason, String example) {
        List<String> entries = reader.optional(key)
                .map(text -> List.of(text.split("\\s*,\\s*", -1)))
                .orElse(List.of());
        entries.stream()
                .filter(good.negate())
                .forEach(entry -> reader.problem(new Problem(key, entry, reason, example)));
        return entries;
    }

    private static boolean isBlock(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return isAddress(text);
        }
        String bits = text.substring(slash + 1);
        int most = text.indexOf(':') < 0 ? 32 : 128;
        return isAddress(text.substring(0, slash)) && bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= most;
    }

    /** Only what the JDK takes as one, or refuses for its colon, is asked of it, so no name is ever looked up. */
    private static boolean isAddress(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            return false;
        }
        try {
            return InetAddress.getByName(text).getHostAddress() != null;
        } catch (UnknownHostException e) {
            return false; // it only looked like one
        }
    }
}
