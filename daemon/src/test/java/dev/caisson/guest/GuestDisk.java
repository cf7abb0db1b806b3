package dev.caisson.guest;

import dev.caisson.guest.HostTools.Missing;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Fills the disk of a guest.
final class GuestDisk {
    private static final String MODULES =
            "java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,"
                    + "java.sql,java.xml,jdk.crypto.ec,jdk.unsupported,jdk.zipfs";
    private static final List<String> APPLETS =
            List.of(
                    "sh",
                    "cat",
                    "dd",
                    "df",
                    "echo",
                    "head",
                    "insmod",
                    "ls",
                    "mount",
                    "poweroff",
                    "ps",
                    "sleep",
                    "tail",
                    "true",
                    "umount",
                    "uname");
    private static final List<String> LIBRARIES =
            List.of("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1");
    private static final String SIZE = "600M";

    private final Path cache;
    private final Path work;
    private final Path root;

    GuestDisk(Path cache, Path work) throws IOException {
        this.cache = cache;
        this.work = work;
        this.root = Files.createDirectories(work.resolve("root"));
    }

    /// Writes the disk.
    ///
    /// @param modules loaded before the program starts
    Path write(
            GuestKernel kernel,
            List<String> modules,
            Map<String, String> environment,
            String program)
            throws Missing, IOException {
        for (var name :
                List.of(
                        "app",
                        "bin",
                        "dev",
                        "etc",
                        "lib64",
                        "lib/x86_64-linux-gnu",
                        "modules",
                        "proc",
                        "root",
                        "run",
                        "sys",
                        "tmp",
                        "var/lib")) Files.createDirectories(root.resolve(name));
        Files.copy(HostTools.path("busybox"), root.resolve("bin/busybox"));
        for (var applet : APPLETS)
            Files.createSymbolicLink(root.resolve("bin/" + applet), Path.of("busybox"));
        for (var library : LIBRARIES)
            Files.copy(
                    Path.of("/lib/x86_64-linux-gnu", library),
                    root.resolve("lib/x86_64-linux-gnu/" + library));
        Files.copy(
                Path.of("/lib64/ld-linux-x86-64.so.2"), root.resolve("lib64/ld-linux-x86-64.so.2"));
        for (var module : modules)
            Files.copy(kernel.module(module), root.resolve("modules/" + module + ".ko"));
        HostTools.run(work, "cp", "-r", runtime().toString(), root + "/jdk");
        writeInit(modules, environment, classPath(), program);
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        HostTools.run(root, "chmod", "755", "init", "bin/busybox");
        var disk = work.resolve("disk.img");
        HostTools.run(
                work,
                "mke2fs",
                "-q",
                "-t",
                "ext4",
                "-E",
                "root_owner=0:0",
                "-d",
                root.toString(),
                disk.toString(),
                SIZE);
        HostTools.run(work, "rm", "-r", root.toString());
        return disk;
    }

    /// The running JDK without what tests do not need, made once.
    private Path runtime() throws Missing, IOException {
        var runtime = cache.resolve("jdk-cds-" + Runtime.version());
        if (Files.isDirectory(runtime)) return runtime;
        var making = Files.createTempDirectory(cache, "jdk").resolve("jdk");
        HostTools.run(
                cache,
                Path.of(System.getProperty("java.home"), "bin/jlink").toString(),
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--generate-cds-archive",
                "--output",
                making.toString());
        Files.move(making, runtime);
        Files.delete(making.getParent());
        return runtime;
    }

    /// Copies the class path of this test.
    ///
    /// @return the same class path on the disk
    private String classPath() throws Missing, IOException {
        var entries = new ArrayList<String>();
        var ours =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        for (var entry : ours.split(File.pathSeparator)) {
            var path = Path.of(entry);
            if (!Files.exists(path)) continue;
            var name = entries.size() + "-" + path.getFileName();
            HostTools.run(work, "cp", "-r", path.toString(), root + "/app/" + name);
            entries.add("/app/" + name);
        }
        return String.join(":", entries);
    }

    private void writeInit(
            List<String> modules, Map<String, String> environment, String classPath, String program)
            throws IOException {
        var variables = new StringBuilder();
        environment.forEach(
                (name, value) ->
                        variables
                                .append("export ")
                                .append(name)
                                .append("=")
                                .append(value)
                                .append('\n'));
        Files.writeString(
                root.resolve("init"),
                """
                #!/bin/busybox sh
                export PATH=/bin:/jdk/bin HOME=/root
                # Emulated, the verification of classes is what takes longest.
                unverified="-XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
                export JDK_JAVA_OPTIONS=$unverified
                %s
                mount -t proc proc /proc
                mount -t sysfs sys /sys
                mount -t devtmpfs dev /dev
                mount -t tmpfs tmp /tmp
                mount -t tmpfs run /run
                mount -t cgroup2 cgroup /sys/fs/cgroup
                for module in %s; do insmod /modules/$module.ko; done
                java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+UseCompactObjectHeaders \\
                    --enable-native-access=ALL-UNNAMED \\
                    -cp %s %s
                poweroff -f
                """
                        .formatted(variables, String.join(" ", modules), classPath, program));
    }
}
