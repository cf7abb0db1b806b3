package dev.caisson.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.CommandOutcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Project quotas with Debian's kernel: the kernel of this host may not have them.
@Tag("kernel")
@Execution(ExecutionMode.CONCURRENT)
class QuotaIT {
    private static final int TESTS = 4;

    @TempDir private Path directory;

    @Test
    void containers_and_volumes_are_limited_on_ext4_and_xfs_in_a_guest() throws IOException {
        var ext4 = image("ext4", 128, "mkfs.ext4", "-q", "-O", "quota,project");
        var xfs = image("xfs", 320, "mkfs.xfs", "-q");

        var outcomes =
                new Guest("overlay", "quota_tree", "quota_v2", "libcrc32c", "xfs")
                        .disk(ext4)
                        .disk(xfs)
                        .run(Ext4QuotaOfGuest.class.getName(), XfsQuotaOfGuest.class.getName());

        assertThat(outcomes)
                .hasSize(TESTS)
                .allSatisfy(each -> assertThat(each.status()).isEqualTo("SUCCESSFUL"));
    }

    private Path image(String name, int mebibytes, String... make) throws IOException {
        var image = directory.resolve(name);
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mebibytes << 20);
        }
        var command = new java.util.ArrayList<>(java.util.List.of(make));
        command.add(image.toString());
        var made = CommandOutcome.of(command.toArray(String[]::new));
        assertThat(made.code()).as(made.err()).isZero();
        return image;
    }
}
