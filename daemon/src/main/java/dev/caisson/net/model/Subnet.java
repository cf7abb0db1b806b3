package dev.caisson.net.model;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// A range of addresses with a common beginning, such as `172.20.0.0/16`.
///
/// @param base the first address: what is behind the prefix is zero
/// @param prefix bits of the common beginning
public record Subnet(InetAddress base, int prefix) {
    /// Host parts longer than this are counted as this long; nobody has that many containers.
    private static final int MOST_BITS = 62;

    public Subnet {
        int bits = base.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new InvalidInput(FaultCode.SUBNET_INVALID, Addresses.text(base) + "/" + prefix);
        }
        base = masked(base, prefix);
    }

    /// From `address/prefix`; the address may be any of the subnet.
    ///
    /// @throws InvalidInput `SUBNET_INVALID`
    public static Subnet parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) throw new InvalidInput(FaultCode.SUBNET_INVALID, text);
        var address = Addresses.parse(text.substring(0, slash));
        var prefix = text.substring(slash + 1);
        if (address.isEmpty() || !prefix.matches("[0-9]{1,3}")) {
            throw new InvalidInput(FaultCode.SUBNET_INVALID, text);
        }
        return new Subnet(address.get(), Integer.parseInt(prefix));
    }

    public boolean isSix() {
        return Addresses.isSix(base);
    }

    public boolean contains(InetAddress address) {
        return address.getAddress().length == base.getAddress().length
                && masked(address, prefix).equals(base);
    }

    public boolean contains(Subnet other) {
        return other.prefix >= prefix && contains(other.base);
    }

    public boolean overlaps(Subnet other) {
        return contains(other) || other.contains(this);
    }

    /// How many addresses it has, at most 2^62.
    public long size() {
        return 1L << Math.min(MOST_BITS, base.getAddress().length * 8 - prefix);
    }

    /// The address at a place from 0 on.
    public InetAddress at(long offset) {
        var sum = number(base).add(BigInteger.valueOf(offset));
        return address(sum, base.getAddress().length);
    }

    /// The place of an address in it.
    public long offsetOf(InetAddress address) {
        return number(address).subtract(number(base)).longValue();
    }

    /// Its n-th part, when it is cut into parts with a longer prefix.
    public Subnet part(long index, int longer) {
        int bits = base.getAddress().length * 8 - longer;
        var sum = number(base).add(BigInteger.valueOf(index).shiftLeft(bits));
        return new Subnet(address(sum, base.getAddress().length), longer);
    }

    /// Which of its parts, when it is cut into parts with a longer prefix, an address of it is in.
    public long partOf(InetAddress address, int longer) {
        int bits = base.getAddress().length * 8 - longer;
        return number(address).subtract(number(base)).shiftRight(bits).longValue();
    }

    /// An address in its shortest writing.
    public static String text(InetAddress address) {
        return Addresses.text(address);
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    private static InetAddress address(BigInteger number, int length) {
        var bytes = new byte[length];
        var digits = number.toByteArray();
        int count = Math.min(length, digits.length);
        System.arraycopy(digits, digits.length - count, bytes, length - count, count);
        return of(bytes);
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        var bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(prefix - 8 * i, 0, 8);
            bytes[i] &= (byte) (0xff00 >> kept);
        }
        return of(bytes);
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 or 16 bytes are an address", impossible);
        }
    }

    @Override
    public String toString() {
        return Addresses.text(base) + "/" + prefix;
    }
}
