package dev.caisson.front.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.build.FileReceiver;
import dev.caisson.build.ListedFile;
import dev.caisson.fault.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToldDirectoryTest {
    private static final String DOCKERFILE = "FROM scratch\n";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream body = new DataOutputStream(bytes);
    private final Receiver receiver = new Receiver();
    private final List<List<Long>> asked = new ArrayList<>();

    /// Wants every file that has a size.
    private static final class Receiver implements FileReceiver {
        final List<ListedFile> listed = new ArrayList<>();
        final List<String> heard = new ArrayList<>();
        private final Deque<Wanted> wanted = new ArrayDeque<>();

        @Override
        public void listed(ListedFile file) {
            if (file.size() > 0) wanted.add(new Wanted(listed.size(), file.size()));
            listed.add(file);
        }

        @Override
        public @Nullable Wanted wanted() {
            return wanted.poll();
        }

        @Override
        public void content(long number, byte[] part) {
            heard.add(number + " " + new String(part, StandardCharsets.UTF_8));
        }

        @Override
        public void whole(long number) {
            heard.add(number + " is whole");
        }
    }

    private void begin() throws IOException {
        body.writeInt(DOCKERFILE.length());
        body.writeBytes(DOCKERFILE);
    }

    private void file(char letter, String path, long size, String link) throws IOException {
        body.writeByte(letter);
        body.writeShort(0100640);
        body.writeLong(size);
        body.writeLong(17);
        body.writeLong(18);
        for (var text : List.of(path, link)) {
            body.writeShort(text.length());
            body.writeBytes(text);
        }
    }

    private void content(long number, String part) throws IOException {
        body.writeByte('c');
        body.writeLong(number);
        body.writeInt(part.length());
        body.writeBytes(part);
    }

    private ToldDirectory read() {
        return ToldDirectory.read("key", new ByteArrayInputStream(bytes.toByteArray()));
    }

    private void copy() throws IOException {
        read().copy(receiver, asked::add);
    }

    @Test
    void what_is_there_is_told_and_what_is_wanted_is_asked_for() throws IOException {
        begin();
        file('d', "d", 0, "");
        file('f', "d/a", 3, "");
        file('l', "l", 0, "d/a");
        body.writeByte('e');
        content(1, "co");
        content(1, "n");
        content(1, "");
        body.writeBytes("behind");
        var told = read();

        told.copy(receiver, asked::add);

        assertThat(told.dockerfile()).isEqualTo(DOCKERFILE);
        assertThat(receiver.listed)
                .extracting(ListedFile::kind)
                .containsExactly(
                        ListedFile.Kind.DIRECTORY, ListedFile.Kind.FILE, ListedFile.Kind.LINK);
        var file = receiver.listed.get(1);
        assertThat(file.path().latin1()).isEqualTo("d/a");
        assertThat(file.permissions()).isEqualTo(0640);
        assertThat(file.modified()).isEqualTo(17);
        assertThat(file.changed()).isEqualTo(18);
        assertThat(receiver.listed.get(2).link().latin1()).isEqualTo("d/a");
        assertThat(receiver.heard).containsExactly("1 co", "1 n", "1 is whole");
        assertThat(asked).containsExactly(List.of(1L), List.of());
        assertThat(told.rest()).hasBinaryContent("behind".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_stranger_is_refused() throws IOException {
        body.writeInt(Integer.MAX_VALUE);
        assertThatThrownBy(this::read).isInstanceOf(InvalidInput.class);

        refused("not asked for", () -> content(0, "x"));
        refused("not asked for", () -> content(7, ""));
        refused("unknown kind", () -> body.writeByte('x'));
        refused(
                "a file more",
                () -> {
                    body.writeByte('e');
                    file('f', "b", 1, "");
                });
        refused(
                "a piece of",
                () -> {
                    body.writeByte('c');
                    body.writeLong(1);
                    body.writeInt(Integer.MAX_VALUE);
                });
    }

    @Test
    void a_client_that_goes_away_has_sent_a_part_only() throws IOException {
        begin();
        file('f', "wanted", 4, "");

        assertThatThrownBy(this::copy).isInstanceOf(EOFException.class);
    }

    /// What a test writes.
    @FunctionalInterface
    private interface Writing {
        void write() throws IOException;
    }

    /// Behind a directory, and a file that is wanted.
    private void refused(String why, Writing writing) throws IOException {
        bytes.reset();
        begin();
        file('d', "d", 0, "");
        file('f', "wanted", 4, "");
        writing.write();

        assertThatThrownBy(this::copy).isInstanceOf(InvalidInput.class).hasMessageContaining(why);
    }
}
