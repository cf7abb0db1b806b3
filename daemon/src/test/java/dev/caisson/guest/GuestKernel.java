package dev.caisson.guest;

import dev.caisson.guest.HostTools.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Debian's kernel for virtual machines, unpacked in a directory that is kept for later runs.
///
/// @param image what the machine boots
/// @param initrd loads the modules of the disk and starts `/init` on it
/// @param modules the unpacked modules
record GuestKernel(Path image, Path initrd, Path modules) {
    private static final String META_PACKAGE = "linux-image-cloud-amd64";

    /// In the order in which they need each other.
    private static final List<String> DISK_MODULES =
            List.of(
                    "virtio_ring",
                    "virtio",
                    "virtio_pci_legacy_dev",
                    "virtio_pci_modern_dev",
                    "virtio_pci",
                    "virtio_blk");

    static GuestKernel fetch(Path cache) throws Missing, IOException {
        HostTools.need("dpkg-deb", "dpkg");
        var name = packageName();
        var directory = cache.resolve(name);
        if (!Files.isDirectory(directory)) {
            var unpacking = Files.createTempDirectory(cache, "kernel");
            HostTools.run(unpacking, "apt-get", "download", "-q", name);
            var archive = only(unpacking, ".deb");
            HostTools.run(unpacking, "dpkg-deb", "-x", archive.toString(), "unpacked");
            Files.delete(archive);
            writeInitrd(unpacking);
            Files.move(unpacking, directory);
        }
        return new GuestKernel(
                only(directory.resolve("unpacked/boot"), "vmlinuz"),
                directory.resolve("initrd"),
                directory.resolve("unpacked"));
    }

    /// A module's file, to be put on the disk.
    Path module(String name) throws IOException {
        return find(modules, name);
    }

    /// The meta package depends on the current kernel.
    private static String packageName() throws Missing {
        var depends = depends();
        if (depends.isEmpty()) {
            HostTools.run(Path.of("/"), "apt-get", "update", "-q");
            depends = depends();
        }
        if (depends.isEmpty()) throw new Missing("no package " + META_PACKAGE + " here");
        return depends.getFirst();
    }

    private static List<String> depends() throws Missing {
        return HostTools.run(Path.of("/"), "apt-cache", "depends", META_PACKAGE)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("Depends: linux-image-"))
                .map(line -> line.substring("Depends: ".length()))
                .toList();
    }

    private static void writeInitrd(Path directory) throws Missing, IOException {
        var root = Files.createDirectories(directory.resolve("first"));
        for (var name : List.of("bin", "modules", "dev", "new"))
            Files.createDirectory(root.resolve(name));
        Files.copy(HostTools.path("busybox"), root.resolve("bin/busybox"));
        for (var module : DISK_MODULES)
            Files.copy(find(directory, module), root.resolve("modules/" + module + ".ko"));
        var init = root.resolve("init");
        Files.writeString(
                init,
                """
                #!/bin/busybox sh
                /bin/busybox mount -t devtmpfs dev /dev
                for module in %s; do
                    /bin/busybox insmod /modules/$module.ko
                done
                /bin/busybox mount -t ext4 /dev/vda /new || /bin/busybox poweroff -f
                exec /bin/busybox switch_root /new /init
                """
                        .formatted(String.join(" ", DISK_MODULES)));
        HostTools.run(root, "chmod", "755", "init", "bin/busybox");
        HostTools.run(root, "sh", "-c", "find . | busybox cpio -o -H newc > ../initrd");
    }

    private static Path find(Path directory, String module) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith(module + ".ko")).findFirst().orElseThrow();
        }
    }

    private static Path only(Path directory, String part) throws Missing, IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> String.valueOf(file.getFileName()).contains(part))
                    .findFirst()
                    .orElseThrow(() -> new Missing("no " + part + " in " + directory));
        }
    }
}
