package dev.caisson.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.ProjectUsage;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.system.Answer;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.Directories;
import dev.caisson.system.EngineApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Limits of what containers and volumes hold, on a file system with project quotas; run in a guest
/// only.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class QuotaContract {
    static final int MEBIBYTE = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Syscalls syscalls = Syscalls.real();
    private final Path disk = Directories.temporary();
    private final Path files = Directories.temporary();
    DaemonProcess daemon;
    EngineApi api;

    /// The options of `mount`, the last one the device.
    abstract List<String> mount();

    @BeforeAll
    void startDaemon() {
        var command = new ArrayList<>(List.of("mount"));
        command.addAll(mount());
        command.add(disk.toString());
        var mounted = CommandOutcome.of(command.toArray(String[]::new));
        assertThat(mounted.code()).as(mounted.err()).isZero();
        daemon = DaemonProcess.startWithData(disk.resolve("data"));
        api = daemon.api();
        api.load(BusyboxImage.archive(files));
    }

    @AfterAll
    void endDaemon() {
        daemon.close();
        CommandOutcome.of("umount", disk.toString());
        Directories.remove(files);
        Directories.remove(disk);
    }

    @Test
    void a_container_is_limited_and_its_project_is_freed_with_it() {
        var script = "dd if=/dev/zero of=/fill bs=64k count=320; du -k /fill; df -k / | tail -1";
        var id = api.create(Map.of(), limited("8M"), "sh", "-c", script);
        int project = project(daemon.dataRoot().resolve("containers/" + id + "/upper"));
        assertThat(project(daemon.dataRoot().resolve("containers/" + id + "/work")))
                .isEqualTo(project);

        api.start(id);

        api.await(id);
        assertThat(api.errors(id)).containsAnyOf("No space left on device", "Disk quota exceeded");
        var said = api.output(id).lines().toList();
        assertThat(Integer.parseInt(said.getFirst().split("\\s")[0])).isBetween(4096, 8192);
        assertThat(said.getLast().split("\\s+")[1]).isEqualTo("8192");
        assertThat(api.inspect(id).at("/HostConfig/StorageOpt/size").asString()).isEqualTo("8M");
        assertThat(usage(project).limit()).isEqualTo(8 * MEBIBYTE);
        api.remove(id);
        awaitFree(project);
    }

    static Map<String, Object> limited(String size) {
        return Map.of("StorageOpt", Map.of("size", size));
    }

    static void assertFull(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.text()).containsAnyOf("no space left on device", "disk quota exceeded");
    }

    void volume(String name, String size) {
        var body = Map.of("Name", name, "DriverOpts", Map.of("size", size));
        post("/volumes/create", body);
    }

    void post(String path, @Nullable Object body) {
        var answer = api.client().post(path, body);
        assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
    }

    Answer put(String id, String path, int size) throws IOException {
        var archive = files.resolve("large.tar");
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            var entry = new TarArchiveEntry("large");
            entry.setSize(size);
            tar.putArchiveEntry(entry);
            tar.write(new byte[size]);
            tar.closeArchiveEntry();
        }
        return api.client().upload("PUT", "/containers/" + id + "/archive?path=" + path, archive);
    }

    Path data(String volume) {
        return daemon.dataRoot().resolve("volumes/" + volume + "/_data");
    }

    int project(Path directory) {
        try (var fd = open(directory)) {
            var mark = syscalls.fsgetxattr(fd.number());
            assertThat(mark.isInherited()).isTrue();
            return mark.project();
        }
    }

    ProjectUsage usage(int project) {
        try (var fd = open(disk)) {
            return syscalls.projectUsage(fd.number(), project);
        }
    }

    void awaitFree(int project) {
        Awaitility.await().atMost(PATIENCE).until(() -> isFree(project));
    }

    private boolean isFree(int project) {
        try {
            return usage(project).isFree();
        } catch (SyscallException unknown) {
            return unknown.is(Errno.ENOENT);
        }
    }

    private Fd open(Path directory) {
        int flags = OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY;
        return Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, directory.toString(), flags, 0));
    }
}
