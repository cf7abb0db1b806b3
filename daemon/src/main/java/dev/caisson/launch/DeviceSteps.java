package dev.caisson.launch;

import dev.caisson.elf.Cell;
import dev.caisson.spec.Device;
import dev.caisson.sys.FileMode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Fills the container's own `/dev`, by names in the descriptor of a tmpfs nobody else has seen.
final class DeviceSteps {
    private static final String DEV = "/dev/";

    /// The devices every container has. Source: runtime-spec config-linux.md#default-devices.
    private static final List<Device> DEFAULTS =
            List.of(
                    new Device("/dev/null", 'c', 1, 3, 0666, 0, 0),
                    new Device("/dev/zero", 'c', 1, 5, 0666, 0, 0),
                    new Device("/dev/full", 'c', 1, 7, 0666, 0, 0),
                    new Device("/dev/random", 'c', 1, 8, 0666, 0, 0),
                    new Device("/dev/urandom", 'c', 1, 9, 0666, 0, 0),
                    new Device("/dev/tty", 'c', 5, 0, 0666, 0, 0));

    /// Source: runtime-spec runtime-linux.md#dev-symbolic-links.
    private static final Map<String, String> LINKS = links();

    private final ProgramBuilder program;
    private final Cell dev;

    DeviceSteps(ProgramBuilder program, Cell dev) {
        this.program = program;
        this.dev = dev;
    }

    private static Map<String, String> links() {
        var links = new LinkedHashMap<String, String>();
        links.put("fd", "/proc/self/fd");
        links.put("stdin", "/proc/self/fd/0");
        links.put("stdout", "/proc/self/fd/1");
        links.put("stderr", "/proc/self/fd/2");
        links.put("core", "/proc/kcore");
        links.put("ptmx", "pts/ptmx");
        return links;
    }

    private static Map<String, Device> all(List<Device> asked) {
        var all = new LinkedHashMap<String, Device>();
        for (var device : DEFAULTS) all.put(name(device), device);
        for (var device : asked) {
            if (isInDev(device)) all.put(name(device), device);
        }
        return all;
    }

    private static boolean isInDev(Device device) {
        return ("/" + PathSteps.relative(device.path())).startsWith(DEV);
    }

    private static String name(Device device) {
        return ("/" + PathSteps.relative(device.path())).substring(DEV.length());
    }

    /// What is taken directly below `/dev`.
    static Set<String> names(List<Device> asked) {
        var names = new HashSet<>(LINKS.keySet());
        for (var name : all(asked).keySet()) names.add(name.split("/", 2)[0]);
        return names;
    }

    /// Makes devices and links; modes are exact, because the umask is 0.
    void nodes(List<Device> asked) {
        var p = program;
        var directories = new LinkedHashSet<String>();
        var all = all(asked);
        all.forEach(
                (name, device) -> {
                    directories(name, directories);
                    node(name, device);
                });
        LINKS.forEach(
                (name, target) -> {
                    if (all.containsKey(name)) return;
                    p.step(
                            "link /dev/" + name,
                            new FileOp.Symlinkat(p.text(target), dev, p.text(name)));
                });
    }

    private void directories(String name, Set<String> made) {
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            var directory = name.substring(0, slash);
            if (!made.add(directory)) continue;
            program.step(
                    "make /dev/" + directory,
                    new FileOp.Mkdirat(dev, program.text(directory), 0755));
        }
    }

    private void node(String name, Device device) {
        var p = program;
        int type =
                switch (device.type()) {
                    case 'b' -> FileMode.S_IFBLK;
                    case 'p' -> FileMode.S_IFIFO;
                    default -> FileMode.S_IFCHR;
                };
        p.step(
                "make /dev/" + name,
                new FileOp.Mknodat(
                        dev,
                        p.text(name),
                        type | device.mode(),
                        number(device.major(), device.minor())));
        if (device.uid() == 0 && device.gid() == 0) return;
        p.step(
                "give /dev/" + name + " away",
                new FileOp.Fchownat(dev, p.text(name), device.uid(), device.gid()));
    }

    /// As user space hands a device number to the kernel. Source: include/linux/kdev_t.h.
    private static int number(int major, int minor) {
        return minor & 0xff | major << 8 | (minor & ~0xff) << 12;
    }
}
