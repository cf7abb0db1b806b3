package dev.caisson.elf;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds a [Table]: rows in the order they run, and the data they point to.
///
/// ```java
/// var table = new TableBuilder(Machine.X86_64);
/// var failed = table.label("report");
/// var child = table.label("child");
/// table.failTo(failed);
/// var pid = table.cell(0);
/// table.row("start init", CLONE3, cloneArgs.address(), Arg.of(88)).result(pid).onZero(child);
/// table.row("wait for init", WAIT4, pid, status.address(), Arg.of(0), Arg.of(0));
/// table.row("end", EXIT_GROUP, Arg.of(0));
/// table.place(child);
/// …
/// table.place(failed);
/// table.row("report", WRITE, Arg.of(3), table.report(), Arg.of(16)).ignoringErrors();
/// table.row("end after failure", EXIT_GROUP, Arg.of(127));
/// ```
///
/// A system call that fails goes to [#failTo] unless its row says otherwise; without one, and
/// wherever control would leave the table, the program ends with [#GUARD_STATUS]. Not thread-safe.
public final class TableBuilder {
    /// Exit status of a program that ran past its last row.
    public static final int GUARD_STATUS = 127;

    static final int MAX_ROWS = 65_535;
    static final int MAX_ARGS = 6;

    /// Of one datum. The sum has its own limit, in [Layout].
    static final int MAX_DATUM_BYTES = 16 << 20;

    private final Machine machine;
    private final List<RowBuilder> rows = new ArrayList<>();
    private final List<Datum> data = new ArrayList<>();
    private final Map<Label, Integer> labels = new HashMap<>();

    /// Texts and blobs by their bytes, each byte as a character: strings keep their hash.
    private final Map<String, Datum> texts = new HashMap<>();

    private final Map<String, Datum> blobs = new HashMap<>();
    private final Map<Long, Cell> numbers = new HashMap<>();
    private final Label next = new Label("next");
    private final Label guard = new Label("guard");
    private Label failure = guard;

    public TableBuilder(Machine machine) {
        this.machine = machine;
        variables(Word.of(0), Word.of(0));
    }

    /// What the table will run on.
    public Machine machine() {
        return machine;
    }

    // ---- rows

    /// Adds a row.
    ///
    /// @param what what it does, for people who read the program or its failure
    /// @param args at most six for a system call, two for [Arithmetic]
    public RowBuilder row(String what, Call call, Arg... args) {
        boolean fits =
                switch (call) {
                    case SyscallName _ -> args.length <= MAX_ARGS;
                    case Arithmetic _ -> args.length == 2;
                };
        if (!fits) {
            throw new IllegalArgumentException(call + " with " + args.length + " arguments");
        }
        for (var arg : args) {
            switch (arg) {
                case Arg.Immediate _ -> {}
                case Address address -> own(address.datum());
                case Cell cell -> own(cell.datum());
            }
        }
        var row = new RowBuilder(what, call, List.of(args));
        rows.add(row);
        return row;
    }

    /// A label to be placed later.
    public Label label(String name) {
        return new Label(name);
    }

    /// Puts a label before the row that is added next.
    ///
    /// @throws IllegalStateException when it has been placed before
    public void place(Label label) {
        if (labels.putIfAbsent(label, rows.size()) != null) {
            throw new IllegalStateException("label " + label + " is placed twice");
        }
    }

    /// A label before the row that is added next.
    public Label here(String name) {
        var label = label(name);
        place(label);
        return label;
    }

    /// Where a failing system call goes whose row does not say, in the whole table.
    public void failTo(Label label) {
        failure = label;
    }

    // ---- the error report

    /// The 16 bytes {CURRENT, LAST}: what to write to tell which row failed, and how.
    public Address report() {
        return reportDatum().address();
    }

    /// CURRENT: the address of the row whose system call failed last; see [Table#rowAt].
    public Cell current() {
        return reportDatum().cell(0);
    }

    /// LAST: the result of the system call that failed last, the negated errno.
    public Cell last() {
        return reportDatum().cell(Cell.BYTES);
    }

    private Datum reportDatum() {
        return data.getFirst();
    }

    // ---- data that is only read: equal ones are kept once

    /// Text in UTF-8 with a NUL behind it.
    ///
    /// @throws IllegalArgumentException when it holds a NUL or half a surrogate pair
    public Datum string(String text) {
        if (isAscii(text)) {
            var known = texts.get(text);
            if (known != null) return known;
            return string(text.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return string(bytes);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not Unicode: " + text, e);
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) return false;
        }
        return true;
    }

    /// Bytes with a NUL behind them: a path in whatever encoding the file system has.
    ///
    /// @throws IllegalArgumentException when there is a NUL inside
    public Datum string(byte[] text) {
        for (byte b : text) {
            if (b == 0) throw new IllegalArgumentException("NUL inside a string");
        }
        limit(text.length + 1L);
        var key = new String(text, StandardCharsets.ISO_8859_1);
        var known = texts.get(key);
        if (known != null) return known;
        var terminated = ByteBuffer.wrap(Arrays.copyOf(text, text.length + 1)).asReadOnlyBuffer();
        var datum = add(new Datum.Content.Text(terminated));
        texts.put(key, datum);
        return datum;
    }

    /// A NULL-terminated array of strings, as execve wants it.
    public Datum strings(List<String> texts) {
        var words = new ArrayList<Word>();
        for (var text : texts) words.add(string(text).address());
        words.add(Word.of(0));
        return add(new Datum.Content.Words(words, false));
    }

    /// A copy of some bytes, aligned to 8.
    public Datum bytes(byte[] bytes) {
        limit(bytes.length);
        var key = new String(bytes, StandardCharsets.ISO_8859_1);
        var known = blobs.get(key);
        if (known != null) return known;
        var datum = add(new Datum.Content.Blob(ByteBuffer.wrap(bytes.clone()).asReadOnlyBuffer()));
        blobs.put(key, datum);
        return datum;
    }

    /// An array of words, such as a structure with pointers which no row changes.
    public Datum words(Word... words) {
        return add(new Datum.Content.Words(List.of(words), false));
    }

    /// A number as an argument, whatever its size.
    public Arg number(long value) {
        if (value == (int) value) return Arg.of((int) value);
        return numbers.computeIfAbsent(value, _ -> words(Word.of(value)).cell(0));
    }

    // ---- data that may be written

    /// A 64-bit variable.
    public Cell cell(long initial) {
        var datum =
                initial == 0
                        ? add(new Datum.Content.Zeros(Cell.BYTES))
                        : variables(Word.of(initial));
        return datum.cell(0);
    }

    /// An array of words that rows or calls change, such as an iovec.
    public Datum variables(Word... initial) {
        return add(new Datum.Content.Words(List.of(initial), true));
    }

    /// Zeros to write to, aligned to 8, from 4096 bytes on to a page. They take no room in
    /// the file, nor in memory before they are touched.
    ///
    /// @param size bytes, at least 1
    public Datum block(int size) {
        if (size < 1) throw new IllegalArgumentException("block of " + size + " bytes");
        return add(new Datum.Content.Zeros(size));
    }

    private Datum add(Datum.Content content) {
        limit(content.size());
        if (content instanceof Datum.Content.Words(var words, _)) {
            for (var word : words) {
                switch (word) {
                    case Word.Plain _ -> {}
                    case Address address -> own(address.datum());
                }
            }
        }
        var datum = new Datum(data.size(), content);
        data.add(datum);
        return datum;
    }

    private static void limit(long size) {
        if (size > MAX_DATUM_BYTES) {
            throw new ProgramTooLarge("bytes in one piece", size, MAX_DATUM_BYTES);
        }
    }

    private void own(Datum datum) {
        if (datum.index() >= data.size() || data.get(datum.index()) != datum) {
            throw new IllegalArgumentException(datum + " belongs to another table");
        }
    }

    // ---- the end

    /// The table as built so far, with a guard behind its last row that ends the process.
    ///
    /// @throws IllegalStateException when a row goes to a label that was never placed
    /// @throws ProgramTooLarge when rows or data exceed their limits
    public Table build() {
        if (rows.size() > MAX_ROWS) throw new ProgramTooLarge("rows", rows.size(), MAX_ROWS);
        var done = new ArrayList<Row>(rows.size() + 1);
        for (int i = 0; i < rows.size(); i++) done.add(rows.get(i).build(i));
        int end = rows.size();
        var status = List.of(Arg.of(GUARD_STATUS));
        done.add(
                new Row(
                        end,
                        "end a program that ran past its end",
                        SyscallName.EXIT_GROUP,
                        status,
                        null,
                        end,
                        end,
                        end));
        return new Table(machine, done, data);
    }

    private int target(Label label, int from) {
        if (label == next) return from + 1;
        if (label == guard) return rows.size();
        var index = labels.get(label);
        if (index == null) throw new IllegalStateException("label " + label + " is not placed");
        return index;
    }

    /// The row just added, for what is not as usual. The last word counts.
    public final class RowBuilder {
        private final String what;
        private final Call call;
        private final List<Arg> args;
        private @Nullable Cell result;

        /// Null while nothing was said.
        private @Nullable Label onError;

        private Label onZero = next;
        private Label onPositive = next;

        private RowBuilder(String what, Call call, List<Arg> args) {
            this.what = what;
            this.call = call;
            this.args = args;
        }

        /// Keeps the result, whatever it is, an error too.
        ///
        /// @throws IllegalArgumentException when the cell may not be written
        public RowBuilder result(Cell cell) {
            own(cell.datum());
            if (!cell.datum().writable()) {
                throw new IllegalArgumentException(cell + " is read-only");
            }
            result = cell;
            return this;
        }

        /// Where a system call goes that fails.
        public RowBuilder onError(Label label) {
            onError = label;
            return this;
        }

        /// Where a negative result goes; for arithmetic, where it is no error.
        public RowBuilder onNegative(Label label) {
            return onError(label);
        }

        /// Goes to the next row after an error.
        public RowBuilder ignoringErrors() {
            return onError(next);
        }

        public RowBuilder onZero(Label label) {
            onZero = label;
            return this;
        }

        public RowBuilder onPositive(Label label) {
            onPositive = label;
            return this;
        }

        /// Goes there unless it fails.
        public RowBuilder then(Label label) {
            return onZero(label).onPositive(label);
        }

        /// Goes there in any case.
        public RowBuilder always(Label label) {
            return onError(label).then(label);
        }

        private Row build(int index) {
            var error = onError;
            if (error == null) error = call instanceof Arithmetic ? next : failure;
            return new Row(
                    index,
                    what,
                    call,
                    args,
                    result,
                    target(error, index),
                    target(onZero, index),
                    target(onPositive, index));
        }
    }
}
