package dev.caisson.net.dns;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsPtrRecord;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
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
                                    Message.answer(
                                            question,
                                            DnsResponseCode.NOERROR,
                                            pointer(question, name)));
        }
        var found = names.addresses(container, question.name());
        if (found.isEmpty()) return Optional.empty();
        return Optional.of(
                Message.answer(question, DnsResponseCode.NOERROR, records(question, found.get())));
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
}
