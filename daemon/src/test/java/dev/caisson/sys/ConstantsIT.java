package dev.caisson.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the constants against the headers of this machine, as far as those know them.
@Tag("kernel")
class ConstantsIT {
    /// Newer than some headers, kept out of user headers, or not a constant of C.
    private static final Set<String> PERHAPS_UNKNOWN =
            Set.of(
                    "MOVE_MOUNT_BENEATH",
                    "MFD_NOEXEC_SEAL",
                    "MFD_EXEC",
                    "F_SEAL_EXEC",
                    "FSPICK_SYMLINK_NOFOLLOW",
                    "WALL",
                    "CHANGED_BY_JVM",
                    "AT_RECURSIVE");

    @TempDir private Path directory;

    record Case(Class<?> constants, List<String> headers) {
        @Override
        public String toString() {
            return constants.getSimpleName();
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case(
                        OpenFlag.class,
                        List.of(
                                "linux/fcntl.h",
                                "linux/fs.h",
                                "linux/openat2.h",
                                "linux/close_range.h",
                                "linux/falloc.h")),
                new Case(AtFlag.class, List.of("fcntl.h", "linux/fs.h", "linux/xattr.h")),
                new Case(FileMode.class, List.of("sys/stat.h")),
                new Case(MountFlag.class, List.of("linux/mount.h")),
                new Case(CloneFlag.class, List.of("linux/sched.h")),
                new Case(Signal.class, List.of("signal.h")),
                new Case(Wait.class, List.of("sys/wait.h", "signal.h")),
                new Case(Prctl.class, List.of("linux/prctl.h", "linux/seccomp.h")),
                new Case(Fcntl.class, List.of("fcntl.h", "linux/memfd.h")),
                new Case(Poll.class, List.of("poll.h", "sys/epoll.h", "sys/eventfd.h")),
                new Case(InotifyMask.class, List.of("sys/inotify.h")),
                new Case(
                        Socket.class,
                        List.of(
                                "sys/socket.h",
                                "netinet/in.h",
                                "netinet/tcp.h",
                                "linux/netlink.h")),
                new Case(Bpf.class, List.of("linux/bpf.h")),
                new Case(ResourceLimit.class, List.of("asm-generic/resource.h")),
                new Case(Quota.class, List.of("linux/fs.h", "linux/types.h", "linux/dqblk_xfs.h")),
                new Case(FilesystemMagic.class, List.of("linux/magic.h")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void constants_are_those_of_the_headers(Case each) throws Exception {
        var program = new HeaderProgram(directory, each.headers.toArray(String[]::new));
        var ours = new TreeMap<String, Long>();
        for (var field : constants(each.constants)) {
            var name = field.getName();
            ours.put(name, field.getLong(null));
            if (PERHAPS_UNKNOWN.contains(name) || name.startsWith("MNT_")) {
                program.printDefined(name);
            } else if (name.equals("UMOUNT_NOFOLLOW")) {
                program.printDefined(name);
            } else {
                program.print(name, name);
            }
        }

        var theirs = numbers(program.lines());

        // C has some of them as unsigned and some as int.
        ours.keySet().retainAll(theirs.keySet());
        ours.replaceAll((_, value) -> (long) value.intValue());
        theirs.replaceAll((_, value) -> (long) value.intValue());
        assertThat(theirs).isEqualTo(ours);
        assertThat(theirs).isNotEmpty();
    }

    @Test
    void system_call_numbers_of_x86_64_are_those_of_the_header() throws Exception {
        var program = new HeaderProgram(directory, "asm/unistd_64.h");
        assertNumbers(program, Machine.X86_64);
    }

    @Test
    void system_call_numbers_of_aarch64_are_those_of_the_generic_header() throws Exception {
        var program =
                new HeaderProgram(directory, "asm-generic/unistd.h")
                        .define("__ARCH_WANT_SYS_CLONE3");
        assertNumbers(program, Machine.AARCH64);
    }

    private static void assertNumbers(HeaderProgram program, Machine machine) throws Exception {
        var ours = new HashMap<String, Long>();
        for (var call : CallNumber.values()) {
            var macro = "__NR_" + call.name().toLowerCase(Locale.ROOT);
            ours.put(macro, (long) call.on(machine));
            program.print(macro, macro);
        }

        assertThat(numbers(program.lines())).isEqualTo(ours);
    }

    @Test
    void errnos_are_those_of_the_header() throws Exception {
        var program = new HeaderProgram(directory, "errno.h");
        var ours = new HashMap<String, Long>();
        for (var errno : Errno.values()) {
            if (errno == Errno.UNKNOWN || errno == Errno.ENOTSUPP) continue;
            ours.put(errno.name(), (long) errno.number());
            program.print(errno.name(), errno.name());
        }

        assertThat(numbers(program.lines())).isEqualTo(ours);
    }

    private static List<Field> constants(Class<?> type) {
        var fields = new ArrayList<Field>();
        for (var field : type.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && !field.getType().isArray()) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static Map<String, Long> numbers(List<String> lines) {
        var numbers = new TreeMap<String, Long>();
        for (var line : lines) {
            var parts = line.split(" ");
            numbers.put(parts[0], Long.parseLong(parts[1]));
        }
        return numbers;
    }
}
