package org.rollcall.guard;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/** What counts as one caller. */
final class Addresses {
    private static final int NETWORK_BYTES = 8;

    private Addresses() {}

    /** An IPv4 address as it is, an IPv6 address as its network of 64 bits, in which one machine has as many as it likes. */
    static String block(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK_BYTES) + "::/64"
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address; // not one, so it is its own name
        }
    }
}
