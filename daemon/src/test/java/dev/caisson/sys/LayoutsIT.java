package dev.caisson.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds the layouts against the C compiler of this machine.
@Tag("kernel")
class LayoutsIT {
    @TempDir private Path directory;

    @Test
    void sizes_and_offsets_are_those_of_the_c_compiler() throws Exception {
        var program =
                new HeaderProgram(
                        directory,
                        "dirent.h",
                        "poll.h",
                        "signal.h",
                        "spawn.h",
                        "linux/bpf.h",
                        "linux/capability.h",
                        "linux/dqblk_xfs.h",
                        "linux/fs.h",
                        "linux/quota.h",
                        "linux/eventpoll.h",
                        "linux/filter.h",
                        "linux/inotify.h",
                        "linux/mount.h",
                        "linux/netlink.h",
                        "linux/openat2.h",
                        "sys/resource.h",
                        "linux/stat.h",
                        "linux/time_types.h",
                        "asm/statfs.h",
                        "sys/ioctl.h");
        var expected = new ArrayList<String>();
        for (var layout : Layouts.all()) {
            // A union grows with the headers; the kernel takes any size.
            if (!layout.type().startsWith("union")) {
                program.print("size", "sizeof(" + layout.type() + ")");
                expected.add("size " + layout.size());
            }
            for (var field : layout.fields()) {
                var name = (layout.type() + "." + field.name()).replace(' ', '_');
                program.print(name, "offsetof(%s, %s)".formatted(layout.type(), field.name()));
                expected.add(name + " " + field.offset());
            }
        }

        assertThat(program.lines()).isEqualTo(expected);
    }
}
