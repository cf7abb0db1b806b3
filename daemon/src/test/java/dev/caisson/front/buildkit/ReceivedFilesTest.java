package dev.caisson.front.buildkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceivedFilesTest {
    private static final long FILE = 0644;

    @Test
    void packets_are_written_as_the_protocol_says() {
        var stat = new FileStat("a/b", FILE, 1, 2, 3, 4, "");
        var hex = HexFormat.of();

        assertThat(hex.formatHex(new Packet.Stat(stat).toBytes()))
                .isEqualTo("12100a03612f6210a4031801200228033004");
        assertThat(new Packet.Stat(null).toBytes()).isEmpty();
        assertThat(hex.formatHex(new Packet.Request(5).toBytes())).isEqualTo("08011805");
        assertThat(hex.formatHex(new Packet.Data(5, new byte[] {7}).toBytes()))
                .isEqualTo("08021805220107");
        assertThat(hex.formatHex(new Packet.End().toBytes())).isEqualTo("0803");
        assertThat(Packet.parse(new Packet.Stat(stat).toBytes())).isEqualTo(new Packet.Stat(stat));
        assertThat(Packet.parse(new Packet.Failure("why").toBytes()))
                .isEqualTo(new Packet.Failure("why"));
    }

    @Test
    void a_directory_becomes_a_tar_whatever_order_its_files_come_in() throws IOException {
        var client = new FakeSender();
        client.add(new FileStat("d", FileStat.DIRECTORY | 0755, 0, 0, 0, 0, ""), "");
        client.add(new FileStat("d/link", FileStat.SYMBOLIC_LINK | 0777, 0, 0, 0, 0, "../x"), "");
        for (int file = 0; file < 200; file++) client.file("d/" + file, "content " + file);
        client.file("empty", "");
        client.file("large", "x".repeat(3 << 20));
        client.add(new FileStat("same", FILE, 0, 0, 5, 0, "large"), "");
        client.add(new FileStat("pipe", 1L << 25, 0, 0, 0, 0, ""), "");

        var found = read(client);

        assertThat(found).hasSize(205).containsEntry("d/7", "content 7").containsEntry("empty", "");
        assertThat(found.get("large")).hasSize(3 << 20);
        assertThat(found).containsEntry("d/link", "../x").containsEntry("same", "large");
        assertThat(found).doesNotContainKey("pipe");
        assertThat(client.most).isLessThanOrEqualTo(64);
        assertThat(client.ended).isTrue();
    }

    private static Map<String, String> read(FakeSender client) throws IOException {
        var found = new LinkedHashMap<String, String>();
        try (var files = new ReceivedFiles(client, _ -> {})) {
            var tar = new TarReader(files);
            for (var entry = tar.next(); entry != null; entry = tar.next()) {
                var content = new ByteArrayOutputStream();
                tar.content((_, buffer, from, length) -> content.write(buffer, from, length));
                var link = new String(entry.link().bytes(), UTF_8);
                var name = new String(entry.name().bytes(), UTF_8);
                found.put(name, link.isEmpty() ? content.toString(UTF_8) : link);
            }
        }
        return found;
    }

    @Test
    void a_file_that_changes_while_it_is_read_ends_it() {
        for (var content : new String[] {"longer than said", "short"}) {
            var client = new FakeSender();
            client.add(new FileStat("f", FILE, 0, 0, 10, 0, ""), content);

            assertThatThrownBy(() -> read(client))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("f was changed while it was read");
        }
    }

    @Test
    void what_was_not_asked_for_is_refused() {
        var client = new FakeSender();
        client.out.add(new Packet.Data(3, new byte[1]).toBytes());

        assertThatThrownBy(() -> read(client))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        refused ->
                                assertThat(refused.code())
                                        .isEqualTo(FaultCode.BUILD_CONTEXT_INVALID));
    }

    @Test
    void a_sender_that_stops_or_fails_ends_it() {
        var silent = new FakeSender();
        silent.out.add(new Packet.Stat(new FileStat("f", FILE, 0, 0, 1, 0, "")).toBytes());
        silent.mute = true;
        assertThatThrownBy(() -> read(silent)).isInstanceOf(EOFException.class);

        var failing = new FakeSender();
        failing.out.add(new Packet.Failure("no such directory").toBytes());
        assertThatThrownBy(() -> read(failing)).hasMessageContaining("no such directory");
    }

    @Test
    void what_comes_is_an_archive_whatever_it_is_called() throws IOException {
        var client = new FakeSender();
        client.file("../out", "x");

        // It is the reader of archives that keeps it beneath its directory.
        assertThat(read(client)).containsEntry("../out", "x");
        assertThat(new ByteArrayInputStream(new byte[0])).isEmpty();
    }
}
