package dev.caisson.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// [QuotaContract] on ext4, with copies, volumes and a crash; run in a guest only.
class Ext4QuotaOfGuest extends QuotaContract {
    @Override
    List<String> mount() {
        return List.of("-t", "ext4", "-o", "prjquota", "/dev/vdb");
    }

    @Test
    void a_copy_into_a_full_container_says_so_and_leaves_no_part_also_after_a_crash()
            throws IOException {
        var id = api.create(Map.of(), limited("4M"), "sleep", "1000");

        var answer = put(id, "/", 6 * MEBIBYTE);

        assertFull(answer);
        assertThat(api.client().get("/containers/" + id + "/archive?path=/large").status())
                .isEqualTo(404);
        api.start(id);
        answer = put(id, "/", 6 * MEBIBYTE);
        assertFull(answer);
        daemon.crash();
        daemon.restart();
        assertFull(put(id, "/", 6 * MEBIBYTE));
        assertThat(put(id, "/", MEBIBYTE).status()).isEqualTo(200);
        api.remove(id);
    }

    @Test
    void a_volume_is_limited_for_containers_and_copies_and_so_are_what_is_made_of_it()
            throws IOException {
        volume("small", "4M");
        int project = project(data("small"));
        var mount = Map.<String, Object>of("Binds", List.of("small:/v"));
        var script = "dd if=/dev/zero of=/v/fill bs=64k count=160; rm /v/fill; echo kept > /v/f";
        var outcome = api.outcome(mount, "sh", "-c", script);
        assertThat(outcome.err()).containsAnyOf("No space left on device", "Disk quota exceeded");

        var id = api.create(Map.of(), mount, "sleep", "1000");
        var answer = put(id, "/v", 6 * MEBIBYTE);

        assertFull(answer);
        assertThat(data("small")).isDirectoryNotContaining("glob:**large");
        api.remove(id);
        post("/caisson/volumes/small/snapshots?name=one", null);
        post("/caisson/volumes/small/restore?snapshot=one", null);
        int restored = project(data("small"));
        assertThat(restored).isNotEqualTo(project);
        assertThat(usage(restored).limit()).isEqualTo(4 * MEBIBYTE);
        assertThat(Files.readString(data("small").resolve("f"))).isEqualTo("kept\n");
        awaitFree(project);
        assertThat(api.client().delete("/volumes/small").status()).isEqualTo(204);
        awaitFree(restored);
    }
}
