package dev.caisson.front.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldsTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void a_message_is_written_as_the_format_says() {
        var map = new LinkedHashMap<String, String>();
        map.put("k", "v");
        var message =
                new FieldWriter()
                        .text(1, "testing")
                        .number(2, 150)
                        .flag(3, true)
                        .number(4, -1)
                        .texts(5, List.of("", "x"))
                        .texts(6, map)
                        .time(7, Instant.ofEpochSecond(1, 2))
                        .bytes(16, new byte[] {0, (byte) 255});

        assertThat(HEX.formatHex(message.toBytes()))
                .isEqualTo(
                        "0a0774657374696e67"
                                + "109601"
                                + "1801"
                                + "20ffffffffffffffffff01"
                                + "2a002a0178"
                                + "32060a016b120176"
                                + "3a0408011002"
                                + "82010200ff");
    }

    @Test
    void what_is_zero_or_empty_is_not_written() {
        var message = new FieldWriter().text(1, "").number(2, 0).flag(3, false).time(4, null);

        assertThat(message.bytes(5, new byte[0]).toBytes()).isEmpty();
    }

    @Test
    void what_was_written_is_read() {
        var inner = new FieldWriter().text(1, "in").number(2, 7);
        var fields =
                Fields.parse(
                        new FieldWriter()
                                .message(1, inner)
                                .message(1, new FieldWriter())
                                .number(2, Long.MIN_VALUE)
                                .texts(3, List.of("a", "b"))
                                .toBytes());

        assertThat(fields.messages(1)).hasSize(2);
        assertThat(fields.messages(1).getFirst().text(1)).isEqualTo("in");
        assertThat(fields.messages(1).getFirst().number(2)).isEqualTo(7);
        assertThat(fields.number(2)).isEqualTo(Long.MIN_VALUE);
        assertThat(fields.texts(3)).containsExactly("a", "b");
        assertThat(fields.text(3)).isEqualTo("b");
        assertThat(fields.text(9)).isEmpty();
        assertThat(fields.has(9)).isFalse();
    }

    @Test
    void fixed_numbers_are_read_and_groups_are_skipped() {
        var fields =
                Fields.parse(
                        HEX.parseHex("090100000000000000" + "1502000000" + "1b20011c" + "2803"));

        assertThat(fields.number(1)).isEqualTo(1);
        assertThat(fields.number(2)).isEqualTo(2);
        assertThat(fields.has(3)).isFalse();
        assertThat(fields.number(5)).isEqualTo(3);
    }

    @Test
    void what_is_no_message_is_refused() {
        for (var broken : List.of("0a05", "00", "0f", "1c", "08ffffffffffffffffffff01")) {
            assertThatThrownBy(() -> Fields.parse(HEX.parseHex(broken)))
                    .as(broken)
                    .isInstanceOfSatisfying(
                            CallFailed.class,
                            failed -> assertThat(failed.code()).isEqualTo(Code.INVALID_ARGUMENT));
        }
        assertThatThrownBy(() -> Fields.parse(HEX.parseHex("0a02c328")).text(1))
                .isInstanceOf(CallFailed.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void a_text_for_a_header_is_the_same_behind_it() {
        for (var text : List.of("plain", "100% \"ä\"\n", "%41", "%")) {
            assertThat(PercentText.decode(PercentText.encode(text))).isEqualTo(text);
        }
        assertThat(PercentText.encode("a%b\n")).isEqualTo("a%25b%0A");
        assertThat(PercentText.decode("%zz%4")).isEqualTo("%zz%4");
    }
}
