package dev.caisson.net.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes messages.
final class Message {
    private static final int ANSWER = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION_AVAILABLE = 0x0080;

    /// What fits everywhere without being split. Source: DNS flag day 2020.
    private static final int SIZE = 1232;

    private static final int SIGNED = 0x8000;

    /// Points to the name behind the header.
    private static final int QUESTION_S_NAME = 0xc00c;

    private static final int EXTENDED_ERROR = 15;

    private Message() {}

    /// A record about the name that was asked for.
    ///
    /// @param data as it stands in a message
    record Fact(DnsRecordType type, ByteBuffer data) {}

    static byte[] answer(Question question, List<Fact> facts, int seconds) {
        ByteBuf bytes = Unpooled.buffer();
        header(bytes, question, 0, facts.size(), 0);
        question(question, bytes);
        for (var fact : facts) {
            bytes.writeShort(QUESTION_S_NAME).writeShort(fact.type().intValue());
            bytes.writeShort(DnsRecord.CLASS_IN).writeInt(seconds);
            bytes.writeShort(fact.data().remaining()).writeBytes(fact.data().duplicate());
        }
        return written(bytes);
    }

    /// Says that there is no answer, and why to a client that can hear it. Source: RFC 8914.
    ///
    /// @param reason its number there; 0 for another
    static byte[] failure(Question question, int reason, String why) {
        ByteBuf bytes = Unpooled.buffer();
        boolean heard = question.extension().present();
        header(bytes, question, DnsResponseCode.SERVFAIL.intValue(), 0, heard ? 1 : 0);
        question(question, bytes);
        if (heard) {
            var text = why.getBytes(StandardCharsets.UTF_8);
            extension(bytes, 0, text.length + 6);
            bytes.writeShort(EXTENDED_ERROR).writeShort(text.length + 2);
            bytes.writeShort(reason).writeBytes(text);
        }
        return written(bytes);
    }

    /// An answer that is too long for a datagram: the client asks again by stream.
    static byte[] truncated(Question question) {
        ByteBuf bytes = Unpooled.buffer();
        header(bytes, question, TRUNCATED, 0, 0);
        question(question, bytes);
        return written(bytes);
    }

    /// The question as it is asked of others: what the client said of itself stays behind.
    static byte[] query(Question question, int id) {
        ByteBuf bytes = Unpooled.buffer();
        int kept = Question.RECURSION_DESIRED | Question.CHECKING_DISABLED | Question.AUTHENTIC;
        boolean extended = question.extension().present();
        bytes.writeShort(id).writeShort(question.flags() & kept);
        bytes.writeShort(1).writeInt(0).writeShort(extended ? 1 : 0);
        question(question, bytes);
        if (extended) extension(bytes, question.extension().signed() ? SIGNED : 0, 0);
        return written(bytes);
    }

    private static void header(
            ByteBuf bytes, Question question, int more, int answers, int additional) {
        int asked = question.flags() & Question.RECURSION_DESIRED;
        bytes.writeShort(question.id()).writeShort(ANSWER | RECURSION_AVAILABLE | asked | more);
        bytes.writeShort(1).writeShort(answers).writeShort(0).writeShort(additional);
    }

    private static void question(Question question, ByteBuf bytes) {
        bytes.writeBytes(question.section().duplicate());
    }

    private static void extension(ByteBuf bytes, int flags, int length) {
        bytes.writeByte(0).writeShort(Question.Extension.OPT).writeShort(SIZE);
        bytes.writeShort(0).writeShort(flags).writeShort(length);
    }

    private static byte[] written(ByteBuf bytes) {
        var written = new byte[bytes.readableBytes()];
        bytes.readBytes(written);
        return written;
    }
}
