package dev.caisson.net.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsPtrRecord;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordEncoder;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Answers what the engine itself knows.
final class LocalAnswers {
    private static final int SECONDS = 600;
    private static final int ANSWER = 0x8000;
    private static final int RECURSION_AVAILABLE = 0x0080;
    private static final int RECURSION_DESIRED = 0x0100;

    /// So many fit into a datagram of 512 bytes with any name.
    private static final int MOST = 12;

    private final Names names;
    private final AtomicInteger turns = new AtomicInteger();

    LocalAnswers(Names names) {
        this.names = names;
    }

    /// @return empty when somebody else has to be asked
    Optional<byte[]> answer(String container, Question question) {
        var reverse = question.reverse();
        if (reverse.isPresent()) {
            return names.nameOf(container, reverse.get())
                    .map(
                            name ->
                                    encode(
                                            question,
                                            DnsResponseCode.NOERROR,
                                            pointer(question, name)));
        }
        var found = names.addresses(container, question.name());
        if (found.isEmpty()) return Optional.empty();
        return Optional.of(
                encode(question, DnsResponseCode.NOERROR, records(question, found.get())));
    }

    /// Says that nobody can be asked.
    static byte[] failure(Question question) {
        return encode(question, DnsResponseCode.SERVFAIL, List.of());
    }

    private static List<DnsRecord> pointer(Question question, String name) {
        return List.of(
                new DefaultDnsPtrRecord(
                        question.asked().name(), DnsRecord.CLASS_IN, SECONDS, name + "."));
    }

    /// In turn, so that clients that take the first are spread.
    private List<DnsRecord> records(Question question, List<InetAddress> found) {
        boolean four = question.is(DnsRecordType.A);
        boolean six = question.is(DnsRecordType.AAAA);
        var wanted =
                new ArrayList<>(
                        found.stream()
                                .filter(address -> address.getAddress().length == 4 ? four : six)
                                .toList());
        Collections.rotate(wanted, -Math.floorMod(turns.getAndIncrement(), 1 << 20));
        var type = four ? DnsRecordType.A : DnsRecordType.AAAA;
        return wanted.stream()
                .limit(MOST)
                .<DnsRecord>map(
                        address ->
                                new DefaultDnsRawRecord(
                                        question.asked().name(),
                                        type,
                                        SECONDS,
                                        Unpooled.wrappedBuffer(address.getAddress())))
                .toList();
    }

    private static byte[] encode(Question question, DnsResponseCode code, List<DnsRecord> records) {
        ByteBuf bytes = Unpooled.buffer();
        int flags =
                ANSWER
                        | RECURSION_AVAILABLE
                        | question.flags() & RECURSION_DESIRED
                        | code.intValue();
        bytes.writeShort(question.id()).writeShort(flags);
        bytes.writeShort(1).writeShort(records.size()).writeShort(0).writeShort(0);
        try {
            DnsRecordEncoder.DEFAULT.encodeQuestion(question.asked(), bytes);
            for (var each : records) DnsRecordEncoder.DEFAULT.encodeRecord(each, bytes);
        } catch (Exception impossible) {
            throw new AssertionError("records of ours can be written", impossible);
        }
        var written = new byte[bytes.readableBytes()];
        bytes.readBytes(written);
        return written;
    }
}
