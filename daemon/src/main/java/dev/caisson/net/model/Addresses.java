package dev.caisson.net.model;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads and writes addresses as text, and never asks a resolver.
public final class Addresses {
    private static final Pattern FOUR =
            Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern SIX = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Pattern MAC = Pattern.compile("([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}");

    private Addresses() {}

    /// Empty for anything but an address in its usual writing.
    public static Optional<InetAddress> parse(String text) {
        boolean four = FOUR.matcher(text).matches();
        boolean six = !four && text.indexOf(':') >= 0 && SIX.matcher(text).matches();
        if (!four && !six) return Optional.empty();
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException wrong) {
            return Optional.empty();
        }
    }

    public static boolean isSix(InetAddress address) {
        return address instanceof Inet6Address;
    }

    /// The shortest writing of RFC 5952, without a scope.
    public static String text(InetAddress address) {
        if (!isSix(address)) return address.getHostAddress();
        var bytes = address.getAddress();
        var groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] =
                    Byte.toUnsignedInt(bytes[2 * i]) << 8 | Byte.toUnsignedInt(bytes[2 * i + 1]);
        }
        return text(groups);
    }

    private static String text(int[] groups) {
        int gap = -1;
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) end++;
            if (end - i > longest) {
                longest = end - i;
                gap = i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == gap) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') text.append(':');
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /// Whether only neighbours have it as theirs: RFC 1918, RFC 4193, link-local and loopback.
    public static boolean isPrivate(InetAddress address) {
        return address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isLoopbackAddress()
                || isSix(address) && (address.getAddress()[0] & 0xfe) == 0xfc;
    }

    /// Whether a hardware address is written well.
    public static boolean isMac(String text) {
        return MAC.matcher(text).matches();
    }

    /// A locally administered hardware address that follows from an IPv4 address, so that a
    /// neighbour's cache stays right when an address is given out again.
    public static String macOf(InetAddress four) {
        var bytes = four.getAddress();
        var text = new StringBuilder("02:42");
        for (int i = bytes.length - 4; i < bytes.length; i++) {
            text.append(String.format(":%02x", bytes[i]));
        }
        return text.toString();
    }
}
