package dev.caisson.net.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers of other servers, for as long as they may be kept, the last used of them.
///
/// Containers that ask the same servers share them; what one server said is never told to somebody
/// who would have asked another.
final class AnswerCache {
    private static final int MOST = 2048;
    private static final int LARGEST = 4096;

    private final InstantSource clock;
    private final Map<Key, Kept> entries =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
                    return size() > MOST;
                }
            };

    /// What makes two questions the same.
    private record Key(
            List<InetAddress> servers, String name, int type, int klass, int flags, int extension) {
        static Key of(List<InetAddress> servers, Question question) {
            int kept = Question.RECURSION_DESIRED | Question.CHECKING_DISABLED | Question.AUTHENTIC;
            int extension = question.extension().present() ? 1 : 0;
            return new Key(
                    servers,
                    question.name(),
                    question.asked().type().intValue(),
                    question.asked().dnsClass(),
                    question.flags() & kept,
                    question.extension().signed() ? 2 : extension);
        }
    }

    private record Kept(ForeignAnswer answer, Instant came) {}

    AnswerCache(InstantSource clock) {
        this.clock = clock;
    }

    synchronized Optional<byte[]> find(List<InetAddress> servers, Question question) {
        var key = Key.of(servers, question);
        var entry = entries.get(key);
        if (entry == null) return Optional.empty();
        var age = Duration.between(entry.came(), clock.instant());
        if (age.isNegative() || age.compareTo(entry.answer().lifetime()) >= 0) {
            entries.remove(key);
            return Optional.empty();
        }
        return Optional.of(entry.answer().to(question, age));
    }

    synchronized void keep(List<InetAddress> servers, Question question, ForeignAnswer answer) {
        if (answer.lifetime().isZero() || answer.length() > LARGEST) return;
        entries.put(Key.of(servers, question), new Kept(answer, clock.instant()));
    }
}
