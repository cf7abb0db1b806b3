package dev.caisson.front.buildkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.build.FileReceiver;
import dev.caisson.build.ListedFile;
import dev.caisson.fault.InvalidInput;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DirectoryCopyTest {
    /// Wants every second file.
    private static final class Receiver implements FileReceiver {
        final List<ListedFile> listed = new ArrayList<>();
        final Map<Long, String> contents = new TreeMap<>();
        final List<Long> whole = new ArrayList<>();
        private final Deque<Wanted> wanted = new ArrayDeque<>();

        @Override
        public void listed(ListedFile file) {
            long number = listed.size();
            listed.add(file);
            if (number % 2 == 1) wanted.add(new Wanted(number, file.size()));
        }

        @Override
        public @Nullable Wanted wanted() {
            return wanted.poll();
        }

        @Override
        public void content(long number, byte[] bytes) {
            contents.merge(number, new String(bytes, UTF_8), String::concat);
        }

        @Override
        public void whole(long number) {
            whole.add(number);
        }
    }

    private final FakeSender client = new FakeSender();
    private final Receiver receiver = new Receiver();

    private void copy() throws IOException, InterruptedException {
        new DirectoryCopy(client, receiver, _ -> {}).run();
    }

    @Test
    void all_is_listed_and_only_what_is_wanted_is_asked_for_some_at_once()
            throws IOException, InterruptedException {
        for (int n = 0; n < 400; n++) client.file("f%03d".formatted(n), "content " + n);

        copy();

        assertThat(receiver.listed).hasSize(400);
        assertThat(receiver.contents).hasSize(200).containsEntry(399L, "content 399");
        assertThat(receiver.whole).hasSize(200);
        assertThat(client.most).isBetween(2, 128);
        assertThat(client.ended).isTrue();
    }

    @Test
    void what_a_file_is_comes_out_of_its_mode() throws IOException, InterruptedException {
        client.add(new FileStat("d", FileStat.DIRECTORY | 0755, 0, 0, 0, 5, ""), "");
        client.add(new FileStat("l", FileStat.SYMBOLIC_LINK | 0777, 0, 0, 0, 5, "to"), "");
        client.add(new FileStat("p", 1L << 25, 0, 0, 0, 5, ""), "");
        client.add(new FileStat("s", 0644, 0, 0, 1, 5, "f"), "");

        new DirectoryCopy(client, new Listing(receiver), _ -> {}).run();

        assertThat(receiver.listed)
                .extracting(ListedFile::kind)
                .containsExactly(
                        ListedFile.Kind.DIRECTORY,
                        ListedFile.Kind.LINK,
                        ListedFile.Kind.OTHER,
                        ListedFile.Kind.HARD_LINK);
    }

    /// Wants nothing.
    private record Listing(Receiver receiver) implements FileReceiver {
        @Override
        public void listed(ListedFile file) {
            receiver.listed(file);
        }

        @Override
        public @Nullable Wanted wanted() {
            return null;
        }

        @Override
        public void content(long number, byte[] bytes) {
            throw new AssertionError("nothing is wanted");
        }

        @Override
        public void whole(long number) {
            throw new AssertionError("nothing is wanted");
        }
    }

    @Test
    void content_nobody_asked_for_and_requests_are_refused() {
        for (var packet :
                List.of(
                        new Packet.Data(7, new byte[] {1}),
                        new Packet.Data(0, new byte[0]),
                        new Packet.Request(1),
                        new Packet.End(),
                        new Packet.Failure("no such directory"))) {
            client.out.add(packet.toBytes());

            assertThatThrownBy(this::copy).isInstanceOf(InvalidInput.class);
            client.out.clear();
        }
    }

    @Test
    void a_client_that_goes_away_ends_it() {
        client.file("f", "content");
        client.mute = true;

        assertThatThrownBy(this::copy).isInstanceOf(EOFException.class);
    }
}
