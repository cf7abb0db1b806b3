package dev.caisson.elf;

import static dev.caisson.elf.Arithmetic.ADD;
import static dev.caisson.elf.Arithmetic.SUB;
import static dev.caisson.elf.SyscallName.EXIT_GROUP;
import static dev.caisson.elf.SyscallName.GETPID;
import static dev.caisson.elf.SyscallName.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableBuilderTest {
    private final TableBuilder builder = new TableBuilder(Machine.X86_64);

    @Test
    void a_row_goes_to_the_next_unless_told_otherwise_and_a_failing_call_to_the_failure_label() {
        var failed = builder.label("failed");
        builder.failTo(failed);
        builder.row("call", GETPID);
        builder.row("compute", SUB, Arg.of(1), Arg.of(2));
        builder.row("call on", GETPID).ignoringErrors();
        builder.place(failed);
        builder.row("end", EXIT_GROUP, Arg.of(1)).always(failed);

        var rows = builder.build().rows();

        assertThat(successors(rows.get(0))).containsExactly(3, 1, 1);
        assertThat(successors(rows.get(1))).containsExactly(2, 2, 2);
        assertThat(successors(rows.get(2))).containsExactly(3, 3, 3);
        assertThat(successors(rows.get(3))).containsExactly(3, 3, 3);
    }

    @Test
    void labels_lead_forwards_and_backwards_by_sign() {
        var first = builder.here("first");
        var later = builder.label("later");
        builder.row("choose", ADD, Arg.of(1), Arg.of(2))
                .onNegative(first)
                .onZero(later)
                .onPositive(first);
        builder.row("skipped", GETPID).then(first).onError(later);
        builder.place(later);
        builder.row("end", EXIT_GROUP);

        var rows = builder.build().rows();

        assertThat(successors(rows.get(0))).containsExactly(0, 2, 0);
        assertThat(successors(rows.get(1))).containsExactly(2, 0, 0);
    }

    @Test
    void behind_the_last_row_a_guard_ends_the_process_and_catches_what_has_no_other_way_to_go() {
        builder.row("call", GETPID);

        var rows = builder.build().rows();

        assertThat(successors(rows.getFirst())).containsExactly(1, 1, 1);
        assertThat(rows).hasSize(2);
        assertThat(rows.getLast().call()).isEqualTo(EXIT_GROUP);
        assertThat(rows.getLast().args())
                .containsExactly(new Arg.Immediate(TableBuilder.GUARD_STATUS));
        assertThat(successors(rows.getLast())).containsExactly(1, 1, 1);
    }

    @Test
    void a_label_is_placed_exactly_once() {
        var label = builder.here("loop");
        assertThatThrownBy(() -> builder.place(label))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("loop");

        builder.row("call", GETPID).onZero(builder.label("nowhere"));
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void equal_strings_bytes_and_numbers_are_kept_once() {
        var utf8 = "/dev/ä".getBytes(StandardCharsets.UTF_8);

        assertThat(builder.string("/dev/ä")).isSameAs(builder.string(utf8));
        assertThat(builder.string("a")).isNotSameAs(builder.string("b"));
        assertThat(builder.bytes(utf8)).isSameAs(builder.bytes(utf8.clone()));
        assertThat(builder.bytes("a\0".getBytes(StandardCharsets.UTF_8)))
                .isNotSameAs(builder.string("a"));
        assertThat(builder.number(1L << 40)).isEqualTo(builder.number(1L << 40));
    }

    @Test
    void a_number_is_immediate_where_sign_extension_gives_it_back() {
        assertThat(builder.number(-1)).isEqualTo(Arg.of(-1));
        assertThat(builder.number(Integer.MAX_VALUE)).isEqualTo(Arg.of(Integer.MAX_VALUE));
        assertThat(builder.number(Integer.MIN_VALUE)).isEqualTo(Arg.of(Integer.MIN_VALUE));
        assertThat(builder.number(0xFFFF_FFFFL)).isInstanceOf(Cell.class);
        assertThat(builder.number(Integer.MIN_VALUE - 1L)).isInstanceOf(Cell.class);
    }

    @Test
    void a_later_change_of_the_callers_array_changes_nothing() {
        var mine = new byte[] {1, 2, 3};
        var datum = builder.bytes(mine);
        mine[0] = 9;

        assertThat(datum).isSameAs(builder.bytes(new byte[] {1, 2, 3}));
    }

    @Test
    void a_string_with_a_nul_or_half_a_character_is_refused() {
        assertThatThrownBy(() -> builder.string("PATH=/bin\0:/evil"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.string(new byte[] {'a', 0}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.string("\uD800"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_call_takes_six_arguments_at_most_and_arithmetic_two() {
        var one = Arg.of(1);
        assertThatThrownBy(() -> builder.row("", WRITE, one, one, one, one, one, one, one))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.row("", ADD, one))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.row("", ADD, one, one, one))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_result_needs_a_place_that_can_be_written() {
        var row = builder.row("call", GETPID);
        var constant = builder.words(Word.of(1)).cell(0);
        assertThatThrownBy(() -> row.result(constant))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("read-only");
    }

    @Test
    void an_offset_stays_inside_its_datum() {
        var block = builder.block(16);
        assertThat(block.at(16).offset()).isEqualTo(16);
        assertThat(block.cell(8).offset()).isEqualTo(8);
        assertThatThrownBy(() -> block.at(17)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> block.at(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> block.cell(9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.string("short").cell(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void data_of_another_table_is_refused() {
        var other = new TableBuilder(Machine.X86_64);
        other.cell(1);
        var foreign = other.cell(2);
        for (int i = 0; i < 5; i++) builder.cell(i);

        assertThatThrownBy(() -> builder.row("call", WRITE, foreign))
                .hasMessageContaining("another table");
        assertThatThrownBy(() -> builder.row("call", WRITE, foreign.address()))
                .hasMessageContaining("another table");
        assertThatThrownBy(() -> builder.words(foreign.address()))
                .hasMessageContaining("another table");
        assertThatThrownBy(() -> builder.row("call", GETPID).result(foreign))
                .hasMessageContaining("another table");
        assertThatThrownBy(() -> builder.build().resolve(foreign.address()))
                .hasMessageContaining("another table");
    }

    @Test
    void too_much_of_anything_is_refused() {
        assertThatThrownBy(() -> builder.block(TableBuilder.MAX_DATUM_BYTES + 1))
                .isInstanceOf(ProgramTooLarge.class)
                .hasMessageContaining("16777217");
        var text = new byte[TableBuilder.MAX_DATUM_BYTES];
        Arrays.fill(text, (byte) 'x');
        assertThatThrownBy(() -> builder.string(text)).isInstanceOf(ProgramTooLarge.class);
        assertThatThrownBy(() -> builder.block(0)).isInstanceOf(IllegalArgumentException.class);

        for (int i = 0; i < 5; i++) builder.block(TableBuilder.MAX_DATUM_BYTES);
        assertThatThrownBy(builder::build).isInstanceOf(ProgramTooLarge.class);

        var long1 = new TableBuilder(Machine.X86_64);
        for (int i = 0; i <= TableBuilder.MAX_ROWS; i++) long1.row("", GETPID);
        assertThatThrownBy(long1::build)
                .isInstanceOf(ProgramTooLarge.class)
                .hasMessageContaining("65536 rows");
    }

    @Test
    void a_row_is_found_again_by_its_address_and_nothing_else_is() {
        builder.row("first", GETPID);
        builder.row("second", GETPID);
        var table = builder.build();
        long first = table.layout().row(0);

        assertThat(table.rowAt(first)).contains(table.rows().get(0));
        assertThat(table.rowAt(first + Layout.ROW_BYTES)).contains(table.rows().get(1));
        assertThat(table.rowAt(first + 1)).isEmpty();
        assertThat(table.rowAt(first - Layout.ROW_BYTES)).isEmpty();
        assertThat(table.rowAt(first + 3L * Layout.ROW_BYTES)).isEmpty();
        assertThat(table.rowAt(0)).isEmpty();
        assertThat(table.rowAt(first + (1L << 32) * Layout.ROW_BYTES)).isEmpty();
    }

    @Test
    void a_table_prints_a_line_for_each_row() {
        var again = builder.here("again");
        var count = builder.cell(3);
        var text = builder.string("hi\n");
        builder.row("greet", WRITE, Arg.of(1), text.address(), Arg.of(3));
        builder.row("count", SUB, count, Arg.of(1)).result(count).onPositive(again);
        builder.row("end", EXIT_GROUP, Arg.of(0));

        assertThat(builder.build())
                .hasToString(
                        """
                        0 write(1, &"hi\\n", 3) | error 3 : greet
                        1 SUB([variables1], 1) -> [variables1] | positive 0 : count
                        2 exit_group(0) : end
                        3 exit_group(127) | error 3, zero 3, positive 3 : end a program that ran \
                        past its end""");
    }

    @Test
    void a_printed_string_cannot_speak_to_the_terminal_and_is_cut() {
        assertThat(builder.string("say \"\\\" \u001b[2J\u009b"))
                .hasToString("\"say \\\"\\\\\\\" \\x1b[2J\\x9b\"");
        assertThat(builder.string("x".repeat(101))).hasToString('"' + "x".repeat(100) + "…\"");
        assertThat(builder.string("x".repeat(100))).hasToString('"' + "x".repeat(100) + '"');
    }

    private static List<Integer> successors(Row row) {
        return List.of(row.onError(), row.onZero(), row.onPositive());
    }
}
