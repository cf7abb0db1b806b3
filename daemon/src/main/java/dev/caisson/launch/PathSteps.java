package dev.caisson.launch;

import dev.caisson.elf.Address;
import dev.caisson.elf.Arg;
import dev.caisson.elf.Cell;
import dev.caisson.elf.Datum;
import dev.caisson.elf.Label;
import dev.caisson.elf.Machine;
import dev.caisson.sys.Errno;
import dev.caisson.sys.OpenFlag;
import java.util.ArrayList;
import java.util.List;

/// Resolves paths of the container beneath its root, and makes what is missing.
///
/// Whoever filled the root chose its symbolic links, so a path is walked by
/// `openat2(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)` once, and only the descriptor is used. A
/// missing component is made in the descriptor of its parent and opened again without following
/// anything.
final class PathSteps {
    private static final long IN_ROOT = OpenFlag.RESOLVE_IN_ROOT | OpenFlag.RESOLVE_NO_MAGICLINKS;
    private static final long NO_LINKS = OpenFlag.RESOLVE_BENEATH | OpenFlag.RESOLVE_NO_SYMLINKS;

    /// Major 1, minor 3.
    private static final long NULL = 1 | 3L << 32;

    private final ProgramBuilder program;
    private final Arg root;
    private final Cell[] walk;
    private final Cell made;
    private final Datum status;

    /// @param root descriptor of the root
    PathSteps(ProgramBuilder program, Arg root) {
        this.program = program;
        this.root = root;
        walk = new Cell[] {program.slot("parent"), program.slot("child")};
        made = program.slot("made");
        status = program.block("statx", 256);
    }

    /// `O_DIRECTORY` of a machine. Source: asm-generic/fcntl.h,
    /// arch/arm64/include/uapi/asm/fcntl.h.
    static int directoryFlag(Machine machine) {
        return switch (machine) {
            case X86_64 -> 0200000;
            case AARCH64 -> 040000;
        };
    }

    /// What is wanted at the end of a path.
    enum Kind {
        ANY,
        DIRECTORY,
        FILE
    }

    /// Opens what exists, for reference only.
    ///
    /// @param missing where to go when it cannot be opened
    void open(String path, Kind kind, Cell into, Label missing) {
        find(path, kind, into, missing);
    }

    /// Opens what exists, again and again while the kernel says EAGAIN: a `..` on the way, after
    /// anything was mounted or renamed anywhere in the meantime.
    private void find(String path, Kind kind, Cell into, Label missing) {
        var p = program;
        var again = p.label("look for " + path);
        var failed = p.label("cannot open " + path);
        var found = p.label("opened " + path);
        var how = how(OpenFlag.O_PATH | directory(kind), IN_ROOT);
        p.place(again);
        p.step("open " + path, new FileOp.Openat2(root, p.text(relative(path)), how))
                .result(into)
                .onError(failed)
                .then(found);
        p.place(failed);
        p.ifError(Errno.EAGAIN, again).onNegative(missing).onPositive(missing);
        p.place(found);
    }

    /// Opens a device that was looked at before, to read from it.
    void openDevice(String path, Cell into) {
        program.step(
                        "open " + path,
                        new FileOp.Openat2(root, program.text(relative(path)), how(0, IN_ROOT)))
                .result(into);
    }

    /// Opens what exists, for reference only, through no symbolic link at all.
    ///
    /// @param missing where to go when it cannot be opened
    void openWithoutLinks(String path, Cell into, Label missing) {
        program.step(
                        "open " + path,
                        new FileOp.Openat2(
                                root,
                                program.text(relative(path)),
                                how(
                                        OpenFlag.O_PATH | directory(Kind.DIRECTORY),
                                        OpenFlag.RESOLVE_NO_SYMLINKS | IN_ROOT)))
                .result(into)
                .onError(missing);
    }

    /// Opens a path for reference only and makes it, and the directories it is in, when missing.
    void openOrMake(String path, Kind kind, Cell into) {
        var p = program;
        var there = p.label("have " + path);
        var make = p.label("make " + path);
        open(path, Kind.ANY, into, make);
        p.jump(there);
        p.place(make);
        missing(path);
        make(path, kind, into);
        p.place(there);
    }

    /// Fails unless the error before was ENOENT.
    private void missing(String path) {
        var absent = program.label("absent " + path);
        program.onlyError(Errno.ENOENT, absent);
        program.place(absent);
    }

    private void make(String path, Kind kind, Cell into) {
        var p = program;
        var components = components(path);
        var prefix = new StringBuilder();
        Arg parent = root;
        for (int i = 0; i < components.size(); i++) {
            boolean last = i == components.size() - 1;
            var name = components.get(i);
            prefix.append('/').append(name);
            var here = prefix.toString();
            var child = last ? into : walk[i % 2];
            if (last && kind == Kind.FILE) {
                makeFile(here, name, parent, child);
            } else {
                makeDirectory(here, name, parent, child);
            }
            if (i > 0) p.step("close the parent", new FileOp.Close(parent));
            parent = child;
        }
    }

    private void makeDirectory(String path, String name, Arg parent, Cell child) {
        var p = program;
        var absent = p.label("mkdir " + path);
        var next = p.label("in " + path);
        find(path, Kind.DIRECTORY, child, absent);
        p.jump(next);
        p.place(absent);
        p.step("make " + path, new FileOp.Mkdirat(parent, p.text(name), 0755));
        p.step("open " + path, beneath(parent, name, directory(Kind.DIRECTORY))).result(child);
        p.place(next);
    }

    private void makeFile(String path, String name, Arg parent, Cell child) {
        var p = program;
        int create = OpenFlag.O_CREAT | OpenFlag.O_EXCL | OpenFlag.O_WRONLY;
        p.step(
                        "make " + path,
                        new FileOp.Openat2(
                                parent, p.text(name), p.words(cloexec(create), 0644, NO_LINKS)))
                .result(made);
        p.step("close " + path, new FileOp.Close(made));
        p.step("open " + path, beneath(parent, name, 0)).result(child);
    }

    private FileOp beneath(Arg parent, String name, int flags) {
        return new FileOp.Openat2(
                parent, program.text(name), how(OpenFlag.O_PATH | flags, NO_LINKS));
    }

    private int directory(Kind kind) {
        return kind == Kind.DIRECTORY ? directoryFlag(program.machine()) : 0;
    }

    private Address how(int flags, long resolve) {
        return program.words(cloexec(flags), 0, resolve);
    }

    /// Fails unless the descriptor is the null device: an image or a container may have put what it
    /// likes at its path.
    void verifyNull(Arg fd) {
        var p = program;
        var fine = p.label("it is /dev/null");
        p.step("look at /dev/null", new FileOp.Statx(fd, status.address()));
        // stx_rdev_major and stx_rdev_minor, include/uapi/linux/stat.h
        p.step("is it the null device?", new Compute.Subtract(status.cell(0x80), p.number(NULL)))
                .onZero(fine);
        p.step("refuse a false /dev/null", new FileOp.Close(Arg.of(-1)));
        p.place(fine);
    }

    private static long cloexec(int flags) {
        return flags | OpenFlag.O_CLOEXEC;
    }

    /// The path as `openat2` takes it beneath a descriptor.
    static String relative(String path) {
        if (isPlain(path)) return path.substring(1);
        var components = components(path);
        return components.isEmpty() ? "." : String.join("/", components);
    }

    /// Whether a path has a slash, then nothing that [#components] would leave out.
    private static boolean isPlain(String path) {
        return path.length() > 1
                && path.charAt(0) == '/'
                && path.charAt(path.length() - 1) != '/'
                && !path.contains("//")
                && !path.contains("/.");
    }

    /// Without empty components and `.`; `..` goes to the parent, never above the root.
    static List<String> components(String path) {
        var components = new ArrayList<String>();
        for (var component : path.split("/", -1)) {
            switch (component) {
                case "", "." -> {}
                case ".." -> {
                    if (!components.isEmpty()) components.removeLast();
                }
                default -> components.add(component);
            }
        }
        return components;
    }
}
