package dev.caisson.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ElfWriterTest {
    @ParameterizedTest
    @EnumSource
    void a_small_program_is_the_same_to_the_byte_as_ever(Machine machine) {
        Golden.check("small-" + machine.kernelName() + ".hex", ElfWriter.write(small(machine)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_was_built_is_what_the_image_holds(long seed) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var machine = random.nextBoolean() ? Machine.X86_64 : Machine.AARCH64;
        var table = randomTable(machine, random);

        var image = new ElfImage(ElfWriter.write(table));

        assertThat(image.machine()).isEqualTo(machine.elfNumber());
        for (var row : table.rows()) {
            assertThat(image.row(table.layout().row(row.index()))).isEqualTo(expected(table, row));
        }
        for (var datum : table.data()) {
            assertThat(image.memory(table.resolve(datum.address()), datum.size()))
                    .isEqualTo(expected(table, datum));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothing_overlaps_and_only_what_may_change_is_writable(long seed) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var machine = random.nextBoolean() ? Machine.X86_64 : Machine.AARCH64;
        var table = randomTable(machine, random);
        var image = new ElfImage(ElfWriter.write(table));
        var layout = table.layout();

        var spans = new ArrayList<Span>();
        spans.add(new Span(layout.code(), Interpreter.size(machine)));
        spans.add(new Span(layout.table(), table.rows().size() * Layout.ROW_BYTES));
        for (var datum : table.data()) {
            int address = table.resolve(datum.address());
            spans.add(new Span(address, datum.size()));
            assertThat(image.writable(address)).isEqualTo(datum.writable());
            assertThat(image.writable(address + datum.size() - 1)).isEqualTo(datum.writable());
            if (!(datum.content() instanceof Datum.Content.Text)) {
                assertThat(address % (datum.size() < Layout.PAGE || !zeros(datum) ? 8 : 4096))
                        .isZero();
            }
        }
        spans.sort((a, b) -> Integer.compare(a.from(), b.from()));
        for (int i = 1; i < spans.size(); i++) {
            assertThat(spans.get(i - 1).end()).isLessThanOrEqualTo(spans.get(i).from());
        }

        assertThat(image.segments())
                .allSatisfy(
                        segment -> {
                            assertThat(segment.writable() && segment.executable()).isFalse();
                            assertThat((segment.address() - segment.offset()) % Layout.SEGMENT)
                                    .isZero();
                            assertThat(segment.file()).isLessThanOrEqualTo(segment.memory());
                            assertThat(segment.address() + segment.memory()).isPositive();
                        });
        assertThat(image.stackIsExecutable()).isFalse();
        assertThat(image.executable(layout.code())).isTrue();
        assertThat(image.entry()).isEqualTo(layout.code());
    }

    @Test
    void the_same_calls_give_the_same_bytes() {
        var one = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        var two = RandomGeneratorFactory.of("L64X128MixRandom").create(7);

        assertThat(ElfWriter.write(randomTable(Machine.X86_64, one)))
                .isEqualTo(ElfWriter.write(randomTable(Machine.X86_64, two)));
    }

    @Test
    void cells_share_the_page_of_the_report_however_large_the_blocks_between_them() {
        var builder = new TableBuilder(Machine.X86_64);
        builder.string("x".repeat(5000));
        builder.block(70_000);
        builder.block(3000);
        var first = builder.cell(0);
        builder.block(3000);
        var second = builder.cell(5);
        builder.bytes(new byte[9000]);
        var third = builder.block(144);
        var table = builder.build();

        int report = table.resolve(builder.report());
        assertThat(Stream.of(first.address(), second.address(), third.address()))
                .allSatisfy(
                        address -> assertThat(table.resolve(address) - report).isBetween(0, 64));
    }

    private record Span(int from, int size) {
        int end() {
            return from + size;
        }
    }

    private static boolean zeros(Datum datum) {
        return datum.content() instanceof Datum.Content.Zeros;
    }

    private static LongStream seeds() {
        return LongStream.range(0, 24);
    }

    private static Table small(Machine machine) {
        var builder = new TableBuilder(machine);
        var failed = builder.label("failed");
        builder.failTo(failed);
        var count = builder.cell(2);
        var state = builder.block(16);
        var text = builder.string("ab");
        var iovec = builder.variables(text.address(), Word.of(2));
        var again = builder.here("again");
        builder.row("write", SyscallName.WRITEV, Arg.of(1), iovec.address(), Arg.of(1))
                .result(state.cell(8));
        builder.row("count", Arithmetic.SUB, count, Arg.of(1)).result(count).onPositive(again);
        builder.row("mask", Arithmetic.AND, state.cell(4), builder.number(0xFFFF_FFFFL));
        builder.row("end", SyscallName.EXIT_GROUP, Arg.of(0));
        builder.place(failed);
        builder.row("report", SyscallName.WRITE, Arg.of(2), builder.report(), Arg.of(16))
                .ignoringErrors();
        builder.row("end after failure", SyscallName.EXIT_GROUP, Arg.of(-1));
        return builder.build();
    }

    private static Table randomTable(Machine machine, RandomGenerator random) {
        var builder = new TableBuilder(machine);
        var data = new ArrayList<Datum>();
        for (int i = random.nextInt(40); i >= 0; i--) data.add(randomDatum(builder, data, random));
        var writable = new ArrayList<Cell>(List.of(builder.last(), builder.cell(0)));
        for (var datum : data) {
            if (datum.writable() && datum.size() >= Cell.BYTES) {
                writable.add(datum.cell(random.nextInt(datum.size() - 7)));
            }
        }
        var labels = Stream.generate(() -> builder.label("label")).limit(5).toList();
        var unplaced = new ArrayList<>(labels);
        builder.failTo(labels.getFirst());
        for (int i = random.nextInt(200); i >= 0; i--) {
            if (random.nextInt(9) == 0 && !unplaced.isEmpty()) builder.place(unplaced.removeLast());
            boolean arithmetic = random.nextInt(4) == 0;
            var call =
                    arithmetic
                            ? pick(Arrays.asList(Arithmetic.values()), random)
                            : pick(Arrays.asList(SyscallName.values()), random);
            var args = new Arg[arithmetic ? 2 : random.nextInt(7)];
            Arrays.setAll(args, _ -> randomArg(builder, data, writable, random));
            var row = builder.row("row " + i, call, args);
            if (random.nextBoolean()) row.result(pick(writable, random));
            if (random.nextBoolean()) row.onError(pick(labels, random));
            if (random.nextBoolean()) row.onZero(pick(labels, random));
            if (random.nextBoolean()) row.onPositive(pick(labels, random));
        }
        unplaced.forEach(builder::place);
        return builder.build();
    }

    private static Datum randomDatum(
            TableBuilder builder, List<Datum> data, RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 -> builder.string("text ü " + random.nextInt(20));
            case 1 -> {
                var bytes = new byte[1 + random.nextInt(300)];
                random.nextBytes(bytes);
                yield builder.bytes(bytes);
            }
            case 2 -> builder.words(randomWords(data, random));
            case 3 -> builder.variables(randomWords(data, random));
            case 4 -> builder.block(1 + random.nextInt(20_000));
            default -> builder.strings(List.of("a", "b" + random.nextInt(9)));
        };
    }

    private static Word[] randomWords(List<Datum> data, RandomGenerator random) {
        var words = new Word[1 + random.nextInt(8)];
        Arrays.setAll(
                words,
                _ ->
                        data.isEmpty() || random.nextBoolean()
                                ? Word.of(random.nextLong())
                                : randomAddress(pick(data, random), random));
        return words;
    }

    private static Address randomAddress(Datum datum, RandomGenerator random) {
        return datum.at(random.nextInt(datum.size() + 1));
    }

    private static Arg randomArg(
            TableBuilder builder, List<Datum> data, List<Cell> cells, RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> builder.number(random.nextLong());
            case 1 -> randomAddress(pick(data, random), random);
            case 2 -> pick(cells, random);
            default -> Arg.of(random.nextInt());
        };
    }

    private static <T> T pick(List<? extends T> list, RandomGenerator random) {
        return list.get(random.nextInt(list.size()));
    }

    private static ElfImage.RawRow expected(Table table, Row row) {
        int loads = 0;
        var args = new ArrayList<Integer>();
        for (int i = 0; i < 6; i++) {
            var arg = i < row.args().size() ? row.args().get(i) : Arg.of(0);
            args.add(
                    switch (arg) {
                        case Arg.Immediate(int value) -> value;
                        case Address address -> table.resolve(address);
                        case Cell cell -> table.resolve(cell.address());
                    });
            if (arg instanceof Cell) loads += 1 << i;
        }
        var layout = table.layout();
        var result = row.result();
        return new ElfImage.RawRow(
                row.call() instanceof SyscallName name ? table.machine().number(name) : 0,
                loads,
                kind(row.call()),
                result == null ? 0 : table.resolve(result.address()),
                layout.row(row.onError()),
                layout.row(row.onZero()),
                layout.row(row.onPositive()),
                args);
    }

    private static int kind(Call call) {
        return switch (call) {
            case SyscallName _ -> 0;
            case Arithmetic.ADD -> 1;
            case Arithmetic.SUB -> 2;
            case Arithmetic.AND -> 3;
        };
    }

    private static byte[] expected(Table table, Datum datum) {
        return switch (datum.content()) {
            case Datum.Content.Text(var bytes) ->
                    StandardCharsets.UTF_8
                            .decode(bytes.duplicate())
                            .toString()
                            .getBytes(StandardCharsets.UTF_8);
            case Datum.Content.Blob(var bytes) -> {
                var copy = new byte[bytes.limit()];
                bytes.get(0, copy);
                yield copy;
            }
            case Datum.Content.Words(var words, _) -> {
                var bytes = new byte[words.size() * 8];
                for (int i = 0; i < bytes.length; i++) {
                    long value =
                            switch (words.get(i / 8)) {
                                case Word.Plain(long plain) -> plain;
                                case Address address -> table.resolve(address);
                            };
                    bytes[i] = (byte) (value >>> i % 8 * 8);
                }
                yield bytes;
            }
            case Datum.Content.Zeros(int size) -> new byte[size];
        };
    }
}
