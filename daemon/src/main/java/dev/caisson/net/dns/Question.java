package dev.caisson.net.dns;

import dev.caisson.net.model.Addresses;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/// The one question of a message.
///
/// @param id of the message
/// @param flags of the message, as they came
/// @param name in lower case, without the last dot
record Question(int id, int flags, DnsQuestion asked, String name) {
    static final int HEADER = 12;
    private static final int IS_RESPONSE = 0x8000;
    private static final int OPERATION = 0x7800;
    private static final String REVERSE = ".in-addr.arpa";

    /// Empty for what is no query with one question, or cannot be read.
    static Optional<Question> read(byte[] message) {
        if (message.length < HEADER) return Optional.empty();
        ByteBuf bytes = Unpooled.wrappedBuffer(message);
        int flags = bytes.getUnsignedShort(2);
        boolean query = (flags & (IS_RESPONSE | OPERATION)) == 0;
        if (!query || bytes.getUnsignedShort(4) != 1) return Optional.empty();
        try {
            int id = bytes.getUnsignedShort(0);
            var asked = DnsRecordDecoder.DEFAULT.decodeQuestion(bytes.readerIndex(HEADER));
            var name = asked.name().toLowerCase(Locale.ROOT);
            if (name.endsWith(".")) name = name.substring(0, name.length() - 1);
            return Optional.of(new Question(id, flags, asked, name));
        } catch (Exception unreadable) {
            return Optional.empty(); // the decoder's signature allows any
        }
    }

    boolean is(DnsRecordType type) {
        return asked.type().equals(type);
    }

    /// The address whose name is asked for.
    Optional<InetAddress> reverse() {
        if (!is(DnsRecordType.PTR) || !name.endsWith(REVERSE)) return Optional.empty();
        var digits = name.substring(0, name.length() - REVERSE.length()).split("\\.", -1);
        if (digits.length != 4) return Optional.empty();
        return Addresses.parse(digits[3] + "." + digits[2] + "." + digits[1] + "." + digits[0]);
    }
}
