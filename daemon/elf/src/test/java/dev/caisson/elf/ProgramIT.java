package dev.caisson.elf;

import static dev.caisson.elf.Arithmetic.ADD;
import static dev.caisson.elf.Arithmetic.AND;
import static dev.caisson.elf.Arithmetic.SUB;
import static dev.caisson.elf.SyscallName.CLONE3;
import static dev.caisson.elf.SyscallName.CLOSE;
import static dev.caisson.elf.SyscallName.EXECVE;
import static dev.caisson.elf.SyscallName.EXIT_GROUP;
import static dev.caisson.elf.SyscallName.FTRUNCATE;
import static dev.caisson.elf.SyscallName.GETPID;
import static dev.caisson.elf.SyscallName.LSEEK;
import static dev.caisson.elf.SyscallName.MEMFD_CREATE;
import static dev.caisson.elf.SyscallName.MMAP;
import static dev.caisson.elf.SyscallName.OPENAT;
import static dev.caisson.elf.SyscallName.PIPE2;
import static dev.caisson.elf.SyscallName.PPOLL;
import static dev.caisson.elf.SyscallName.PWRITE64;
import static dev.caisson.elf.SyscallName.READ;
import static dev.caisson.elf.SyscallName.SETSID;
import static dev.caisson.elf.SyscallName.WAIT4;
import static dev.caisson.elf.SyscallName.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs programs: what each part of a row makes the processor and the kernel do.
@Tag("kernel")
class ProgramIT {
    private static final int EBADF = 9;
    private static final int EFAULT = 14;

    @ParameterizedTest
    @EnumSource
    void each_kind_of_result_of_a_call_goes_its_own_way(Processor processor) {
        for (int way = 0; way < 3; way++) {
            var builder = processor.builder();
            var row =
                    switch (way) {
                        case 0 -> builder.row("fails", CLOSE, Arg.of(-1));
                        case 1 -> builder.row("zero", CLOSE, Arg.of(0));
                        default -> builder.row("positive", GETPID);
                    };
            exits(builder, row);

            assertThat(processor.run(builder.build()).status()).isEqualTo(10 + way);
        }
    }

    @ParameterizedTest
    @EnumSource
    void each_sign_of_a_computed_result_goes_its_own_way(Processor processor) {
        for (int way = 0; way < 3; way++) {
            for (var kind : Arithmetic.values()) {
                var builder = processor.builder();
                long a = way - 1L;
                var row =
                        switch (kind) {
                            case ADD -> builder.row("", ADD, builder.number(a - 7), Arg.of(7));
                            case SUB -> builder.row("", SUB, builder.number(a + 7), Arg.of(7));
                            case AND -> builder.row("", AND, builder.number(a), Arg.of(-1));
                        };
                exits(builder, row);

                assertThat(processor.run(builder.build()).status()).isEqualTo(10 + way);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void arithmetic_wraps_around_and_uses_all_64_bits(Processor processor) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        var values = new ArrayList<>(List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE));
        values.addAll(List.of(0xFFFF_FFFFL, 0x1_0000_0000L, (long) Integer.MIN_VALUE));
        while (values.size() < 14) values.add(random.nextLong());
        var builder = processor.builder();
        var results = builder.block(values.size() * values.size() * 3 * 16);
        var expected = new ArrayList<Long>();
        int at = 0;
        for (long a : values) {
            for (long b : values) {
                for (var kind : Arithmetic.values()) {
                    long value =
                            switch (kind) {
                                case ADD -> a + b;
                                case SUB -> a - b;
                                case AND -> a & b;
                            };
                    expected.add(value);
                    expected.add((long) Long.signum(value));
                    var sign = results.cell(at + 8);
                    var negative = builder.label("negative");
                    var done = builder.label("done");
                    builder.row("", kind, builder.number(a), builder.number(b))
                            .result(results.cell(at))
                            .onZero(done)
                            .onNegative(negative);
                    builder.row("", ADD, Arg.of(1), Arg.of(0)).result(sign).always(done);
                    builder.place(negative);
                    builder.row("", ADD, Arg.of(-1), Arg.of(0)).result(sign);
                    builder.place(done);
                    at += 16;
                }
            }
        }
        print(builder, results.address(), at);

        assertThat(processor.run(builder.build()).words()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void each_of_six_arguments_can_be_a_number_or_a_load(Processor processor) {
        // mmap places page 1 of a file with the word `loads` in it where it is told: all six
        // arguments matter.
        var builder = processor.builder();
        int fileBytes = 8192;
        var fd = builder.cell(0);
        var seen = builder.block(64 * 16);
        var expected = new ArrayList<Long>();
        builder.row("make a file", MEMFD_CREATE, builder.string("file").address(), Arg.of(0))
                .result(fd);
        builder.row("grow it", FTRUNCATE, fd, Arg.of(fileBytes));
        for (int loads = 0; loads < 64; loads++) {
            int where = 0x2000_0000 + loads * 0x10000;
            // length, PROT_READ, MAP_PRIVATE | MAP_FIXED, the descriptor at a known number, offset
            int[] numbers = {where, 4096, 1, 0x12, 3, 4096};
            var args = new Arg[numbers.length];
            for (int i = 0; i < args.length; i++) {
                args[i] = (loads >> i & 1) == 0 ? Arg.of(numbers[i]) : builder.cell(numbers[i]);
            }
            var text = builder.words(Word.of(loads + 1000L));
            builder.row("mark it", PWRITE64, fd, text.address(), Arg.of(8), Arg.of(4096));
            builder.row("map it", MMAP, args).result(seen.cell(loads * 16));
            builder.row("read it", PWRITE64, fd, Arg.of(where), Arg.of(8), Arg.of(0));
            builder.row("keep it", SyscallName.PREAD64, fd, seen.at(loads * 16 + 8), Arg.of(8));
            expected.add((long) where);
            expected.add(loads + 1000L);
        }
        print(builder, seen.address(), seen.size());

        assertThat(processor.run(builder.build()).words()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void an_immediate_is_sign_extended_and_a_large_number_arrives_whole(Processor processor) {
        var builder = processor.builder();
        var fd = builder.cell(0);
        var found = builder.block(16);
        builder.row("make a file", MEMFD_CREATE, builder.string("file").address(), Arg.of(0))
                .result(fd);
        builder.row("seek far", LSEEK, fd, builder.number(0x12_3456_789AL), Arg.of(0));
        builder.row("seek back", LSEEK, fd, Arg.of(-0x9A), Arg.of(1)).result(found.cell(0));
        builder.row("copy", ADD, Arg.of(Integer.MIN_VALUE), Arg.of(0)).result(found.cell(8));
        print(builder, found.address(), 16);

        assertThat(processor.run(builder.build()).words())
                .containsExactly(0x12_3456_7800L, (long) Integer.MIN_VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void a_failed_call_is_reported_by_its_row_and_kept_as_a_result(Processor processor) {
        var builder = processor.builder();
        var failed = builder.label("failed");
        builder.failTo(failed);
        var result = builder.block(16);
        builder.row("succeeds", GETPID);
        builder.row("does not", CLOSE, Arg.of(999)).result(result.cell(4));
        builder.row("never", EXIT_GROUP, Arg.of(1));
        builder.place(failed);
        builder.row("succeeds after", GETPID);
        builder.row("negative", SUB, Arg.of(1), Arg.of(5)).result(result.cell(4 + 4));
        var table = reportTo(builder);

        var words = processor.run(table).words();

        assertThat(words).hasSize(2);
        assertThat(table.rowAt(words.get(0)).orElseThrow().what()).isEqualTo("does not");
        assertThat(words.get(1)).isEqualTo(-EBADF);
    }

    @ParameterizedTest
    @EnumSource
    void rows_can_look_at_the_last_error_and_at_results_kept_anywhere(Processor processor) {
        var builder = processor.builder();
        var kept = builder.block(24);
        var other = builder.label("other error");
        builder.row("fails", CLOSE, Arg.of(-1)).result(kept.cell(3)).ignoringErrors();
        builder.row("compare", SUB, builder.last(), Arg.of(-EBADF))
                .onNegative(other)
                .onPositive(other);
        print(builder, kept.at(3), 16);
        builder.place(other);
        builder.row("end", EXIT_GROUP, Arg.of(77));

        var ended = processor.run(builder.build());

        assertThat(ended.status()).isZero();
        assertThat(ended.words()).containsExactly(-(long) EBADF, 0L);
    }

    @ParameterizedTest
    @EnumSource
    void control_that_leaves_the_table_ends_the_process(Processor processor) {
        assertThat(processor.run(processor.builder().build()).status()).isEqualTo(127);

        var failing = processor.builder();
        failing.row("fails", CLOSE, Arg.of(-1));
        failing.row("end", EXIT_GROUP, Arg.of(0));
        assertThat(processor.run(failing.build()).status()).isEqualTo(127);

        var running = processor.builder();
        running.row("succeeds", GETPID);
        assertThat(processor.run(running.build()).status()).isEqualTo(127);
    }

    @ParameterizedTest
    @EnumSource
    void a_loop_runs_as_often_as_its_cell_says(Processor processor) {
        var builder = processor.builder();
        var left = builder.cell(5);
        var again = builder.here("again");
        builder.row("print", WRITE, Arg.of(1), builder.string("x").address(), Arg.of(1));
        builder.row("count", SUB, left, Arg.of(1)).result(left).onPositive(again);
        builder.row("end", EXIT_GROUP, Arg.of(0));

        assertThat(processor.run(builder.build()).text()).isEqualTo("xxxxx");
    }

    @ParameterizedTest
    @EnumSource
    void the_descriptors_of_a_pipe_and_the_events_of_a_poll_are_read_in_place(Processor processor) {
        var builder = processor.builder();
        var ends = builder.block(12);
        var poll = builder.block(16);
        var both = builder.block(32);
        var hi = builder.string("hi");
        builder.row("make a pipe", PIPE2, ends.address(), Arg.of(0));
        builder.row("write to it", WRITE, ends.cell(4), hi.address(), Arg.of(2));
        // struct pollfd {int fd; short events, revents}: POLLIN = 1 is the word's bit 32.
        builder.row("the lower half", AND, ends.cell(0), builder.number(0xFFFF_FFFFL))
                .result(poll.cell(0));
        builder.row("wait for input", ADD, poll.cell(0), builder.number(1L << 32))
                .result(poll.cell(0));
        builder.row("poll", PPOLL, poll.address(), Arg.of(1), Arg.of(0), Arg.of(0), Arg.of(0))
                .result(both.cell(0));
        builder.row("the events", AND, poll.cell(6), Arg.of(0xFFFF)).result(both.cell(8));
        builder.row("read", READ, ends.cell(0), both.at(16), Arg.of(16)).result(both.cell(24));
        print(builder, both.address(), 32);

        assertThat(processor.run(builder.build()).words())
                .containsExactly(1L, 1L, (long) 'h' + ('i' << 8), 2L);
    }

    @ParameterizedTest
    @EnumSource
    void a_cloned_child_goes_on_in_a_copy_of_the_table(Processor processor) {
        // CLONE_VM | CLONE_VFORK shares the memory and stops the parent meanwhile.
        for (int flags : List.of(0, 0x100 | 0x4000)) {
            var builder = processor.builder();
            var child = builder.label("child");
            var pid = builder.cell(0);
            var mark = builder.cell(1);
            var seen = builder.block(24);
            int sigchld = 17;
            var args = new Word[11];
            Arrays.fill(args, Word.of(0));
            args[0] = Word.of(flags);
            args[4] = Word.of(sigchld);
            var cloneArgs = builder.words(args);
            // The emulator has no clone3: it answers ENOSYS, and the old call differs by machine.
            var old = builder.label("old");
            builder.row("fork", CLONE3, cloneArgs.address(), Arg.of(88))
                    .result(pid)
                    .onError(old)
                    .onZero(child);
            builder.row("wait", WAIT4, pid, seen.address(), Arg.of(0), Arg.of(0))
                    .result(seen.cell(8));
            builder.row("same child", SUB, seen.cell(8), pid).result(seen.cell(8));
            builder.row("the mark", ADD, mark, Arg.of(0)).result(seen.cell(16));
            print(builder, seen.address(), 24);
            builder.place(child);
            builder.row("change", ADD, mark, Arg.of(1)).result(mark);
            builder.row("session", SETSID);
            builder.row("end of child", EXIT_GROUP, Arg.of(5));
            builder.place(old);
            builder.row("no clone3", EXIT_GROUP, Arg.of(99));

            var ended = processor.run(builder.build());

            if (ended.status() == 99 && processor != Processor.X86_64) {
                System.out.println("skipped: the emulator has no clone3");
                continue;
            }
            assertThat(ended.words()).containsExactly(5L << 8, 0L, flags == 0 ? 1L : 2L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_program_becomes_another_with_its_arguments_and_environment(Processor processor) {
        var builder = processor.builder();
        var shell = builder.string("/bin/sh");
        var script = "echo \"$0 $1 $NAME\"";
        builder.row(
                "become a shell",
                EXECVE,
                shell.address(),
                builder.strings(List.of("sh", "-c", script, "zero", "one")).address(),
                builder.strings(List.of("NAME=välue")).address());

        assertThat(processor.run(builder.build()).text()).isEqualTo("zero one välue\n");
    }

    @ParameterizedTest
    @EnumSource
    void what_is_constant_cannot_be_written(Processor processor) {
        var builder = processor.builder();
        var constants =
                List.of(
                        builder.string("constant text").address(),
                        builder.bytes(new byte[16]).address(),
                        builder.words(Word.of(1), Word.of(2)).address(),
                        builder.strings(List.of("a")).address());
        var results = builder.block(constants.size() * 8);
        var zero = builder.string("/dev/zero");
        var fd = builder.cell(0);
        builder.row("open", OPENAT, Arg.of(-100), zero.address(), Arg.of(0)).result(fd);
        for (int i = 0; i < constants.size(); i++) {
            builder.row("overwrite", READ, fd, constants.get(i), Arg.of(8))
                    .result(results.cell(i * 8))
                    .ignoringErrors();
        }
        print(builder, results.address(), results.size());

        assertThat(processor.run(builder.build()).words())
                .hasSize(constants.size())
                .containsOnly(-(long) EFAULT);
    }

    @ParameterizedTest
    @EnumSource
    void blocks_begin_as_zeros_and_can_be_written_to_their_last_byte(Processor processor) {
        var builder = processor.builder();
        builder.variables(Word.of(-1), Word.of(-1));
        var blocks =
                List.of(builder.block(16), builder.block(3000), builder.block(70_000)).stream()
                        .toList();
        for (var block : blocks) {
            builder.row("fill", ADD, builder.number(0x1122_3344_5566_7788L), Arg.of(0))
                    .result(block.cell(block.size() - 8));
        }
        for (var block : blocks) {
            builder.row("print", WRITE, Arg.of(1), block.address(), Arg.of(block.size()));
        }
        builder.row("end", EXIT_GROUP, Arg.of(0));

        var words = processor.run(builder.build()).words();

        assertThat(words).hasSize((16 + 3000 + 70_000) / 8);
        assertThat(words).filteredOn(word -> word != 0).hasSize(3);
        assertThat(words).element(1).isEqualTo(0x1122_3344_5566_7788L);
    }

    @ParameterizedTest
    @EnumSource
    void the_hello_program_greets_and_ends_well(Processor processor) {
        var ended = processor.run(HelloProgram.write(processor.machine()));

        assertThat(ended.text()).startsWith("Hello from Caisson!\n").endsWith("NAME\n");
        assertThat(ended.status()).isZero();
    }

    /// What a holder is while it waits: a table of usual size, a read buffer never touched.
    @Test
    void a_waiting_program_of_usual_size_takes_less_than_fifty_kilobytes() {
        var builder = Processor.X86_64.builder();
        var rollup = builder.string("/proc/self/smaps_rollup");
        var text = builder.block(2048);
        var fd = builder.cell(0);
        var count = builder.cell(0);
        builder.block(65_536);
        builder.block(65_536);
        builder.row("open", OPENAT, Arg.of(-100), rollup.address(), Arg.of(0)).result(fd);
        builder.row("read", READ, fd, text.address(), Arg.of(text.size())).result(count);
        builder.row("print", WRITE, Arg.of(1), text.address(), count);
        builder.row("end", EXIT_GROUP, Arg.of(0));
        for (int i = 0; i < 250; i++) {
            var path = builder.string("/var/lib/caisson/containers/some-long-path/" + i);
            builder.row("more", OPENAT, Arg.of(-100), path.address(), Arg.of(0));
        }

        var lines = Processor.X86_64.run(builder.build()).text().lines();

        var pss = lines.filter(line -> line.startsWith("Pss:")).findFirst().orElseThrow();
        System.out.println("a waiting program takes " + pss);
        assertThat(Integer.parseInt(pss.replaceAll("[^0-9]", ""))).isLessThan(50);
    }

    /// Makes the program exit with 10, 11 or 12 after a negative, zero or positive result.
    private static void exits(TableBuilder builder, TableBuilder.RowBuilder row) {
        var labels = List.of(builder.label("10"), builder.label("11"), builder.label("12"));
        row.onNegative(labels.get(0)).onZero(labels.get(1)).onPositive(labels.get(2));
        builder.row("a row that is never reached", EXIT_GROUP, Arg.of(99));
        for (int i = 0; i < labels.size(); i++) {
            builder.place(labels.get(i));
            builder.row("end", EXIT_GROUP, Arg.of(10 + i));
        }
    }

    private static void print(TableBuilder builder, Address from, int bytes) {
        builder.row("print", WRITE, Arg.of(1), from, Arg.of(bytes));
        builder.row("end", EXIT_GROUP, Arg.of(0));
    }

    private static Table reportTo(TableBuilder builder) {
        print(builder, builder.report(), 16);
        return builder.build();
    }
}
