package dev.caisson.net.dns;

import dev.caisson.net.model.Addresses;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/// The one question of a message.
///
/// @param id of the message
/// @param flags of the message, as they came
/// @param name in lower case, without the last dot
/// @param section the question as it came, which is repeated with each answer
/// @param extension what else the client can take
record Question(
        int id,
        int flags,
        DnsQuestion asked,
        String name,
        ByteBuffer section,
        Extension extension) {
    static final int HEADER = 12;
    static final int CHECKING_DISABLED = 0x0010;
    static final int AUTHENTIC = 0x0020;
    static final int RECURSION_DESIRED = 0x0100;

    private static final int IS_RESPONSE = 0x8000;
    private static final int OPERATION = 0x7800;
    private static final String REVERSE = ".in-addr.arpa";
    private static final String REVERSE_SIX = ".ip6.arpa";
    private static final int NIBBLES = 32;
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 254;

    /// Source: RFC 6891.
    ///
    /// @param present whether the client has said anything
    /// @param size of the largest datagram it takes, in bytes
    /// @param signed whether it wants signatures
    record Extension(boolean present, int size, boolean signed) {
        static final int LEAST = 512;
        static final int OPT = 41;
        private static final int MOST = 4096;
        private static final int SIGNED = 0x8000;
        private static final int FIXED = 11;
        private static final Extension NONE = new Extension(false, LEAST, false);

        /// That of a message whose records begin here.
        static Extension read(ByteBuf message) {
            boolean alone = message.getInt(6) == 0 && message.getUnsignedShort(10) > 0;
            if (!alone || message.readableBytes() < FIXED) return NONE;
            int at = message.readerIndex();
            boolean option = message.getByte(at) == 0 && message.getUnsignedShort(at + 1) == OPT;
            if (!option) return NONE;
            int size = Math.clamp(message.getUnsignedShort(at + 3), LEAST, MOST);
            return new Extension(true, size, (message.getUnsignedShort(at + 7) & SIGNED) != 0);
        }
    }

    /// Empty for what is no query with one question, or cannot be read.
    static Optional<Question> read(byte[] message) {
        if (message.length < HEADER) return Optional.empty();
        ByteBuf bytes = Unpooled.wrappedBuffer(message);
        int flags = bytes.getUnsignedShort(2);
        boolean query = (flags & (IS_RESPONSE | OPERATION)) == 0;
        if (!query || bytes.getUnsignedShort(4) != 1) return Optional.empty();
        int end = end(message);
        if (end < 0) return Optional.empty();
        try {
            int id = bytes.getUnsignedShort(0);
            var asked = DnsRecordDecoder.DEFAULT.decodeQuestion(bytes.readerIndex(HEADER));
            var name = asked.name().toLowerCase(Locale.ROOT);
            if (name.endsWith(".")) name = name.substring(0, name.length() - 1);
            var section = ByteBuffer.wrap(message, HEADER, end - HEADER).slice();
            var extension = Extension.read(bytes.readerIndex(end));
            return Optional.of(new Question(id, flags, asked, name, section, extension));
        } catch (Exception unreadable) {
            return Optional.empty(); // the decoder's signature allows any
        }
    }

    /// Where the question ends; negative when its name is not written out, or too long.
    private static int end(byte[] message) {
        int at = HEADER;
        while (at < message.length && message[at] != 0) {
            int length = Byte.toUnsignedInt(message[at]);
            if (length > LONGEST_LABEL) return -1;
            at += length + 1;
        }
        int end = at + 5;
        return end > message.length || at - HEADER > LONGEST_NAME ? -1 : end;
    }

    boolean is(DnsRecordType type) {
        return asked.type().equals(type);
    }

    /// The address whose name is asked for.
    Optional<InetAddress> reverse() {
        if (!is(DnsRecordType.PTR)) return Optional.empty();
        if (name.endsWith(REVERSE)) return four();
        return name.endsWith(REVERSE_SIX) ? six() : Optional.empty();
    }

    private Optional<InetAddress> four() {
        var digits = name.substring(0, name.length() - REVERSE.length()).split("\\.", -1);
        if (digits.length != 4) return Optional.empty();
        return Addresses.parse(digits[3] + "." + digits[2] + "." + digits[1] + "." + digits[0]);
    }

    private Optional<InetAddress> six() {
        var digits = name.substring(0, name.length() - REVERSE_SIX.length()).split("\\.", -1);
        if (digits.length != NIBBLES) return Optional.empty();
        var text = new StringBuilder();
        for (int i = NIBBLES - 1; i >= 0; i--) {
            if (digits[i].length() != 1) return Optional.empty();
            text.append(digits[i]);
            if (i % 4 == 0 && i > 0) text.append(':');
        }
        return Addresses.parse(text.toString());
    }
}
