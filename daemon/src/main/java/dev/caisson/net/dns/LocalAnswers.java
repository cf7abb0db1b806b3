package dev.caisson.net.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Answers what the engine itself knows.
final class LocalAnswers {
    private static final int SECONDS = 600;
    private static final int LONGEST_LABEL = 63;

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
                    .flatMap(LocalAnswers::written)
                    .map(name -> new Message.Fact(DnsRecordType.PTR, name))
                    .map(fact -> Message.answer(question, List.of(fact), SECONDS));
        }
        return names.addresses(container, question.name())
                .map(found -> Message.answer(question, facts(question, found), SECONDS));
    }

    /// A name as it stands in a message; empty when a part of it is too long for one.
    private static Optional<ByteBuffer> written(String name) {
        var bytes = new ByteArrayOutputStream();
        for (var label : name.split("\\.", -1)) {
            var part = label.getBytes(StandardCharsets.UTF_8);
            if (part.length == 0 || part.length > LONGEST_LABEL) return Optional.empty();
            bytes.write(part.length);
            bytes.writeBytes(part);
        }
        bytes.write(0);
        return Optional.of(ByteBuffer.wrap(bytes.toByteArray()));
    }

    /// In turn, so that clients that take the first are spread.
    private List<Message.Fact> facts(Question question, List<InetAddress> found) {
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
                .map(each -> new Message.Fact(type, ByteBuffer.wrap(each.getAddress())))
                .toList();
    }
}
