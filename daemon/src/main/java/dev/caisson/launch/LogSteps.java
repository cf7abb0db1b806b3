package dev.caisson.launch;

import static dev.caisson.launch.ProgramBuilder.ZERO;

import dev.caisson.elf.Address;
import dev.caisson.elf.Arg;
import dev.caisson.elf.Cell;
import dev.caisson.elf.Datum;
import dev.caisson.elf.Label;
import dev.caisson.elf.Word;
import dev.caisson.spec.LogLayout;
import dev.caisson.sys.Errno;
import dev.caisson.sys.OpenFlag;
import java.util.Objects;

/// Appends what was read to the log, and turns over to the next segment. Layout: [LogLayout].
///
/// A row cannot print a number, so the names of the segments stand side by side,
/// [#NAME_BYTES] each, and a cell points to the current one.
///
/// Invariants:
/// 1. `position` is the end of the last whole frame; whatever fails is cut back to it.
/// 2. Name, generation and position change only after the next segment's header is on disk; until
///    then the current segment takes what comes, beyond its size.
/// 3. A segment that a foreground reader has locked is waited for, but only while init lives: later
///    there is at most a pipe's worth of output, which the current segment takes.
final class LogSteps {
    /// What one frame holds at most. More would make the holder larger, not the log faster.
    static final int READ_BYTES = 16 * 1024;

    private static final int NAME_BYTES = 16;
    private static final long LOCK_RETRY_NANOS = 10_000_000;
    private static final int OVERHEAD =
            LogLayout.FRAME_HEADER_BYTES + LogLayout.FRAME_TRAILER_BYTES;
    private static final Arg HEADER = Arg.of(LogLayout.HEADER_BYTES);
    private static final int STREAM_OFFSET = 16;
    private static final int LENGTH_OFFSET = 24;

    private final ProgramBuilder program;
    private final LogLayout layout;
    private final boolean counts;
    private final Cell children;
    private final Cell ended;
    private final Datum buffer;
    private final Datum frame;
    private final Datum vector;
    private final Datum header;
    private final Datum names;
    private final Cell name;
    private final Cell nextName;
    private final Cell position;
    private final Cell lost;
    private final Cell total;
    private final Cell result;
    private final Cell segment;
    private final Label write;
    private final Label turn;
    private final Label append;
    private final Label[] streams;

    /// @param children the entry of ppoll that tells of ended children
    /// @param ended not 0 after init has ended
    LogSteps(ProgramBuilder program, LaunchResources resources, Cell children, Cell ended) {
        this.program = program;
        this.children = children;
        this.ended = ended;
        var start = Objects.requireNonNull(resources.log());
        layout = start.layout();
        counts = start.counts();
        buffer = program.block("buffer", READ_BYTES);
        frame = program.block("frame", LogLayout.FRAME_HEADER_BYTES);
        vector =
                program.variables(
                        "vector",
                        frame.address(),
                        Word.of(LogLayout.FRAME_HEADER_BYTES),
                        buffer.address(),
                        Word.of(0),
                        frame.at(LENGTH_OFFSET),
                        Word.of(LogLayout.FRAME_TRAILER_BYTES));
        header =
                program.variables(
                        "header",
                        Word.of(LogLayout.MAGIC),
                        Word.of(LogLayout.VERSION),
                        Word.of(start.generation()),
                        Word.of(0),
                        Word.of(start.before()),
                        Word.of(0),
                        Word.of(0),
                        Word.of(0));
        names = program.bytes("names", names(layout.segments()));
        name = program.variables("name", names.at(start.segment() * NAME_BYTES)).cell(0);
        nextName = program.slot("nextName");
        position = program.slot("position", start.position());
        lost = program.slot("lost", start.lost());
        total = program.slot("total");
        result = program.slot("written");
        segment = program.slot("segment");
        write = program.label("write");
        turn = program.label("turn");
        append = program.label("append");
        streams = new Label[] {program.label("stdout frame"), program.label("stderr frame")};
    }

    private static byte[] names(int segments) {
        var names = new byte[segments * NAME_BYTES];
        for (int i = 0; i < segments; i++) {
            var name = ("log/" + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            System.arraycopy(name, 0, names, i * NAME_BYTES, name.length);
        }
        return names;
    }

    Address buffer() {
        return buffer.address();
    }

    /// Where the length of what was read belongs.
    Cell length() {
        return frame.cell(LENGTH_OFFSET);
    }

    /// Where to go when something was read.
    ///
    /// @param stream 1 or 2
    Label append(int stream) {
        return streams[stream - 1];
    }

    /// @param afterFirst where to go on after a frame of stream 1
    /// @param afterSecond likewise
    void build(Label afterFirst, Label afterSecond) {
        var p = program;
        p.place(streams[1]);
        p.set("it is stderr", frame.cell(STREAM_OFFSET), Arg.of(2)).then(write);
        p.place(streams[0]);
        p.set("it is stdout", frame.cell(STREAM_OFFSET), Arg.of(1));
        p.place(write);
        p.step("when?", new ProcessOp.ClockGettime(frame.address())).ignoringErrors();
        p.step(
                        "is the segment full?",
                        new Compute.Subtract(position, p.number(layout.segmentBytes().count())))
                .onZero(turn)
                .onPositive(turn);
        appendFrame(afterFirst, afterSecond);
        turnOver();
    }

    private void appendFrame(Label afterFirst, Label afterSecond) {
        var p = program;
        var cut = p.label("cut");
        var lose = p.label("lose");
        var back = p.label("back");
        p.place(append);
        p.set("length of the payload", vector.cell(24), length());
        p.step("length of the frame", new Compute.Add(length(), Arg.of(OVERHEAD))).result(total);
        p.step(
                        "append the frame",
                        new FileOp.Pwritev(Arg.of(Descriptors.LOG), vector.address(), 3, position))
                .result(result)
                .onError(lose);
        p.step("all of it?", new Compute.Subtract(result, total)).onNegative(cut);
        p.step("advance", new Compute.Add(position, total)).result(position);
        p.place(back);
        p.step("which stream was it?", new Compute.Subtract(frame.cell(STREAM_OFFSET), Arg.of(2)))
                .onNegative(afterFirst)
                .onZero(afterSecond)
                .onPositive(afterSecond);
        p.place(cut);
        p.step("cut the short frame off", new FileOp.Ftruncate(Arg.of(Descriptors.LOG), position))
                .ignoringErrors();
        p.place(lose);
        p.step("count what is lost", new Compute.Add(lost, length())).result(lost);
        p.step(
                        "write down what is lost",
                        new FileOp.Pwrite64(
                                Arg.of(Descriptors.LOG), lost.address(), 8, LogLayout.LOST_OFFSET))
                .always(back);
    }

    private void turnOver() {
        var p = program;
        var named = p.label("named");
        var lock = p.label("lock");
        var locked = p.label("locked");
        var abandon = p.label("abandon");
        var withdraw = p.label("withdraw");
        p.place(turn);
        p.step("has init ended?", new Compute.Add(ended, ZERO)).onPositive(append);
        p.step("next name", new Compute.Add(name, Arg.of(NAME_BYTES))).result(nextName);
        p.step("is there one?", new Compute.Subtract(nextName, names.at(names.size())))
                .onNegative(named);
        p.set("the first again", nextName, names.address());
        p.place(named);
        p.step(
                        "open the next segment",
                        new FileOp.Openat(
                                Arg.of(Descriptors.DIRECTORY),
                                nextName,
                                OpenFlag.O_RDWR | OpenFlag.O_CREAT,
                                0640))
                .result(segment)
                .onError(append);
        p.place(lock);
        p.step("lock it", new FileOp.Flock(segment, OpenFlag.LOCK_EX | OpenFlag.LOCK_NB))
                .ignoringErrors()
                .then(locked);
        p.step(
                        "is it being read?",
                        new Compute.Subtract(p.lastError(), Arg.of(-Errno.EAGAIN.number())))
                .onNegative(locked)
                .onPositive(locked);
        p.step(
                        "wait for its reader",
                        new ProcessOp.Ppoll(children.address(), 1, p.words(0, LOCK_RETRY_NANOS)))
                .onError(lock)
                .onZero(lock)
                .onPositive(abandon);
        p.place(locked);
        p.step("empty it", new FileOp.Ftruncate(segment, ZERO)).onError(abandon);
        var generation = header.cell(LogLayout.GENERATION_OFFSET);
        p.step("next generation", new Compute.Add(generation, Arg.of(1))).result(generation);
        countFrames();
        p.step(
                        "write its header",
                        new FileOp.Pwrite64(segment, header.address(), LogLayout.HEADER_BYTES, 0))
                .result(result)
                .onError(withdraw);
        p.step("all of it?", new Compute.Subtract(result, Arg.of(LogLayout.HEADER_BYTES)))
                .onNegative(withdraw);
        p.step(
                        "make it the current one",
                        new FileOp.Dup3(segment, Descriptors.LOG, OpenFlag.O_CLOEXEC))
                .onError(withdraw);
        p.step("unlock it", new FileOp.Flock(segment, OpenFlag.LOCK_UN)).ignoringErrors();
        p.step("close its first descriptor", new FileOp.Close(segment)).ignoringErrors();
        p.set("remember its name", name, nextName);
        p.set("nothing lost in it", lost, ZERO);
        p.set("its end", position, Arg.of(LogLayout.HEADER_BYTES)).then(append);
        p.place(withdraw);
        p.step("take the generation back", new Compute.Subtract(generation, Arg.of(1)))
                .result(generation);
        uncountFrames();
        p.step("empty it again", new FileOp.Ftruncate(segment, ZERO)).ignoringErrors();
        p.place(abandon);
        p.step("stay where we are", new FileOp.Close(segment)).always(append);
    }

    /// What all segments before the next one hold, for its header.
    private void countFrames() {
        if (!counts) return;
        var before = header.cell(LogLayout.BEFORE_OFFSET);
        program.step("frames so far", new Compute.Add(before, position)).result(before);
        program.step("without the header", new Compute.Subtract(before, HEADER)).result(before);
    }

    private void uncountFrames() {
        if (!counts) return;
        var before = header.cell(LogLayout.BEFORE_OFFSET);
        program.step("count them again later", new Compute.Subtract(before, position))
                .result(before);
        program.step("without the header", new Compute.Add(before, HEADER)).result(before);
    }
}
