package dev.caisson.launch;

import dev.caisson.elf.Address;
import dev.caisson.elf.Arg;
import dev.caisson.elf.Cell;
import dev.caisson.elf.Datum;
import dev.caisson.elf.Label;
import dev.caisson.elf.Machine;
import dev.caisson.elf.TableBuilder;
import dev.caisson.elf.Word;
import dev.caisson.launch.LaunchProgram.Phase;
import dev.caisson.sys.Errno;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Collects the steps of a launch program with the data they need. Not thread-safe.
///
/// A failing step goes to the label `failed`, which the holder places: it reports and ends.
final class ProgramBuilder {
    static final Arg ZERO = Arg.of(0);

    private final TableBuilder table;
    private final Lowering lowering;
    private final List<LaunchProgram.Step> steps = new ArrayList<>();
    private final Map<Datum, String> names = new HashMap<>();
    private final Map<Integer, String> labels = new HashMap<>();
    private final Map<Label, String> labelNames = new HashMap<>();
    private final Label failed;
    private Phase phase = Phase.HOLDER;

    ProgramBuilder(Machine machine) {
        table = new TableBuilder(machine);
        lowering = new Lowering(table);
        failed = label("failed");
        table.failTo(failed);
    }

    Machine machine() {
        return table.machine();
    }

    Label failed() {
        return failed;
    }

    /// What a failure of the steps that follow means.
    void phase(Phase next) {
        phase = next;
    }

    Phase phase() {
        return phase;
    }

    TableBuilder.RowBuilder step(String what, Op op) {
        steps.add(new LaunchProgram.Step(what, op, phase, false));
        return lowering.row(what, op);
    }

    /// A step whose reported failure is a warning.
    TableBuilder.RowBuilder warning(String what, Op op) {
        steps.add(new LaunchProgram.Step(what, op, phase, true));
        return lowering.row(what, op);
    }

    /// Copies a number.
    TableBuilder.RowBuilder set(String what, Cell to, Arg value) {
        return step(what, new Compute.Add(value, ZERO)).result(to);
    }

    /// Continues elsewhere.
    void jump(Label to) {
        step("continue", new Compute.Add(ZERO, ZERO)).always(to);
    }

    /// Goes to `expected` when the step before failed with this error, to `failed` for any other.
    void onlyError(Errno errno, Label expected) {
        ifError(errno, expected).onNegative(failed).onPositive(failed);
    }

    /// Goes to `then` when the system call that failed last failed with this error.
    TableBuilder.RowBuilder ifError(Errno errno, Label then) {
        return step(
                        "is it " + errno + "?",
                        new Compute.Subtract(table.last(), Arg.of(-errno.number())))
                .onZero(then);
    }

    // ---- labels

    Label label(String name) {
        var label = table.label(name);
        labelNames.put(label, name);
        return label;
    }

    void place(Label label) {
        table.place(label);
        labels.merge(steps.size(), String.valueOf(labelNames.get(label)), (a, b) -> a + ", " + b);
    }

    // ---- data

    Address text(String text) {
        return table.string(text).address();
    }

    Address texts(List<String> texts) {
        return table.strings(texts).address();
    }

    Address bytes(byte[] bytes) {
        return table.bytes(bytes).address();
    }

    Datum bytes(String name, byte[] bytes) {
        var datum = table.bytes(bytes);
        names.put(datum, name);
        return datum;
    }

    /// A structure of 64-bit words that nobody writes.
    Address words(long... values) {
        var words = new Word[values.length];
        for (int i = 0; i < values.length; i++) words[i] = Word.of(values[i]);
        return table.words(words).address();
    }

    Address words(Word... words) {
        return table.words(words).address();
    }

    Arg number(long value) {
        return table.number(value);
    }

    Cell slot(String name) {
        return slot(name, 0);
    }

    Cell slot(String name, long initial) {
        var cell = table.cell(initial);
        names.put(cell.datum(), name);
        return cell;
    }

    Datum block(String name, int size) {
        var block = table.block(size);
        names.put(block, name);
        return block;
    }

    Datum variables(String name, Word... initial) {
        var variables = table.variables(initial);
        names.put(variables, name);
        return variables;
    }

    Address report() {
        return table.report();
    }

    Cell lastRow() {
        return table.current();
    }

    Cell lastError() {
        return table.last();
    }

    LaunchProgram build() {
        return new LaunchProgram(table.build(), steps, names, labels);
    }
}
