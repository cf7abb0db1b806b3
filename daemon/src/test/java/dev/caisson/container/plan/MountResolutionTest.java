package dev.caisson.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.container.request.MountRequest;
import dev.caisson.container.request.MountRequests;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.spec.Propagation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountResolutionTest {
    @Test
    void a_bind_has_a_source_a_destination_and_a_mode() {
        var point = one(binds("/src/../data:/d:ro,rslave"));

        assertThat(point.kind()).isEqualTo(MountPoint.Kind.BIND);
        assertThat(point.source()).isEqualTo("/data");
        assertThat(point.destination()).isEqualTo("/d");
        assertThat(point.access())
                .isEqualTo(new MountPoint.Access(false, true, true, true, Propagation.RSLAVE));
        assertThat(point.view().propagation()).isEqualTo("rslave");
    }

    @Test
    void a_name_in_front_is_a_volume() {
        var point = one(binds("data:/d"));

        assertThat(point.kind()).isEqualTo(MountPoint.Kind.VOLUME);
        assertThat(point.name()).isEqualTo("data");
        assertThat(point.source()).isEqualTo("/volumes/data");
    }

    @Test
    void volumes_of_the_image_give_way_to_what_was_asked() {
        var requests =
                new MountRequests(
                        List.of("/src:/data"),
                        List.of(),
                        Map.of(),
                        Set.of("/data", "/other"),
                        List.of(),
                        "");

        assertThat(MountResolution.resolve(requests, new Sources()))
                .extracting(MountPoint::destination, MountPoint::kind)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("/data", MountPoint.Kind.BIND),
                        org.assertj.core.groups.Tuple.tuple("/other", MountPoint.Kind.VOLUME));
    }

    @Test
    void a_bind_of_an_old_client_is_read_only_without_what_is_mounted_beneath() {
        assertThat(one(binds("/a:/b:ro")).access().recursiveReadOnly()).isTrue();
        assertThat(one(binds("/a:/b:ro").withShallowBinds()).access())
                .isEqualTo(new MountPoint.Access(false, true, false, true, null));
    }

    @Test
    void parents_are_mounted_before_what_is_in_them() {
        var points = MountResolution.resolve(binds("/b:/a/b/c", "/a:/a"), new Sources());

        assertThat(points).extracting(MountPoint::destination).containsExactly("/a", "/a/b/c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":", "/a:b", "/a:/", "/a:/b:rw:x", "/a:/b:nosuch", "/a:/..", "../x:/y"})
    void what_is_no_mount_is_refused(String bind) {
        assertThatThrownBy(() -> one(binds(bind))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void one_destination_is_given_once() {
        assertThatThrownBy(() -> MountResolution.resolve(binds("/a:/d", "/b:/d/"), new Sources()))
                .hasMessage("Duplicate mount point: /d");
    }

    @Test
    void a_mount_of_a_missing_source_is_refused_unless_it_shall_be_made() {
        assertThatThrownBy(() -> one(mount("bind", "/missing", null)))
                .hasMessage(
                        "invalid mount config for type \"bind\": bind source path does not exist:"
                                + " /missing");
        var options = new MountRequest.BindOptions("", false, true, false, false, "");
        assertThat(one(mount("bind", "/missing", options)).access().createSource()).isTrue();
    }

    @Test
    void what_is_not_offered_says_so() {
        for (var type : List.of("npipe", "cluster", "nosuch")) {
            assertThatThrownBy(() -> one(mount(type, "x", null)))
                    .hasMessage(
                            "invalid mount config for type \"" + type + "\": mount type unknown");
        }
    }

    @Test
    void a_tmpfs_has_the_options_of_mount() {
        var requests =
                new MountRequests(
                        List.of(),
                        List.of(),
                        Map.of("/t", "size=64k,exec,mode=1770"),
                        Set.of(),
                        List.of(),
                        "");

        var options = TmpfsOptions.parse(one(requests).tmpfsOptions());

        assertThat(options.settings()).isEqualTo(Map.of("size", "64k", "mode", "1770"));
        assertThat(options.flags())
                .containsExactlyInAnyOrder(
                        dev.caisson.spec.Mount.Flag.NO_SUID, dev.caisson.spec.Mount.Flag.NO_DEV);
        assertThatThrownBy(() -> TmpfsOptions.parse(List.of("evil")))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void a_driver_matters_only_to_volumes() {
        var nothing = new MountRequests(List.of(), List.of(), Map.of(), Set.of(), List.of(), "foo");
        var volume =
                new MountRequests(
                        List.of("vol:/v"), List.of(), Map.of(), Set.of(), List.of(), "foo");

        assertThat(MountResolution.resolve(nothing, new Sources())).isEmpty();
        assertThatThrownBy(() -> MountResolution.resolve(volume, new Sources()))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("plugin \"foo\" not found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a:/b:rbind|invalid mode: rbind",
                "/a:/b:ro,rw|invalid mode: ro,rw",
                "/a:/b:z,Z|invalid mode: z,Z",
                "/a:/b:shared,slave|invalid mode: shared,slave",
                "/a:ro|invalid volume specification: '/a:ro'",
                "/a:b|invalid volume specification: '/a:b': invalid mount config for type"
                        + " \"bind\": invalid mount path: 'b' mount path must be absolute",
                "/a:/b:nocopy|invalid volume specification: '/a:/b:nocopy': invalid mount config"
                        + " for type \"bind\": field VolumeOptions must not be specified",
                "vol:/b:rslave|invalid volume specification: 'vol:/b:rslave': invalid mount"
                        + " config for type \"volume\": field BindOptions must not be specified",
                "v:/b|create v: volume name is too short, names should be at least two"
                        + " alphanumeric characters",
            })
    void what_is_wrong_with_a_volume_is_said_as_docker_does(String bind, String message) {
        assertThatThrownBy(() -> one(binds(bind))).hasMessage(message);
    }

    @Test
    void words_of_labels_and_consistency_are_taken() {
        for (var mode : List.of("z", "Z", "ro,Z,cached", "delegated", "consistent,rw")) {
            assertThat(one(binds("/a:/b:" + mode)).mode()).isEqualTo(mode);
        }
    }

    @Test
    void mounts_of_the_data_root_reach_the_container_as_its_slaves() {
        for (var source :
                List.of("/", "/var/lib", "/var/lib/caisson", "/var/lib/caisson/volumes")) {
            var access = one(binds(source + ":/d")).access();
            assertThat(access.propagation()).as(source).isEqualTo(Propagation.RSLAVE);
            assertThatThrownBy(() -> one(binds(source + ":/d:private")))
                    .hasMessageContaining("within the daemon root");
        }
        assertThat(one(binds("/var/log:/d")).access().propagation()).isNull();
    }

    @Test
    void an_image_is_mounted_for_reading() {
        var point = one(mount("image", "other", null));

        assertThat(point.kind()).isEqualTo(MountPoint.Kind.IMAGE);
        assertThat(point.name()).isEqualTo("other");
        assertThat(point.source()).isEqualTo("sha256:other");
        assertThat(point.access().writable()).isFalse();
    }

    @Test
    void options_that_exclude_each_other_are_refused() {
        var shallow = new MountRequest.BindOptions("", false, false, true, false, "");
        assertThatThrownBy(() -> one(mount("bind", "/a", shallow)))
                .hasMessage(
                        "mount options conflict: !ReadOnly && BindOptions.ReadOnlyNonRecursive");
        assertThatThrownBy(() -> one(mount("tmpfs", "", shallow)))
                .hasMessageContaining("field BindOptions must not be specified");
    }

    @Test
    void a_part_of_a_volume_is_relative_and_of_a_volume_with_a_name() {
        assertThat(part("vol", "a/b").getFirst().subpath()).isEqualTo("a/b");
        for (var wrong : List.of("/etc", "../x", "a/../../x", "..")) {
            assertThatThrownBy(() -> part("vol", wrong)).as(wrong).isInstanceOf(InvalidInput.class);
        }
        assertThatThrownBy(() -> part("", "a")).isInstanceOf(InvalidInput.class);
    }

    private static List<MountPoint> part(String volume, String subpath) {
        var options = new MountRequest.VolumeOptions(false, Map.of(), null, subpath);
        var mount = new MountRequest("volume", volume, "/d", false, "", null, options, null, null);
        var requests =
                new MountRequests(List.of(), List.of(mount), Map.of(), Set.of(), List.of(), "");
        return MountResolution.resolve(requests, new Sources());
    }

    private static MountPoint one(MountRequests requests) {
        return MountResolution.resolve(requests, new Sources()).getFirst();
    }

    private static MountRequests binds(String... binds) {
        return new MountRequests(List.of(binds), List.of(), Map.of(), Set.of(), List.of(), "");
    }

    private static MountRequests mount(
            String type, String source, MountRequest.@Nullable BindOptions options) {
        var request = new MountRequest(type, source, "/d", false, "", options, null, null, null);
        return new MountRequests(List.of(), List.of(request), Map.of(), Set.of(), List.of(), "");
    }

    private static final class Sources implements MountResolution.Sources {
        @Override
        public Path volume(MountResolution.NewVolume wanted) {
            return Path.of("/volumes", wanted.name());
        }

        @Override
        public MountResolution.FoundImage image(String reference) {
            var layers = new MountPoint.Image(List.of("sha256:d"), List.of("/layers/d"));
            return new MountResolution.FoundImage("sha256:" + reference, layers);
        }

        @Override
        public void requireSecret(String name) {
            // every secret is there
        }

        @Override
        public Path dataRoot() {
            return Path.of("/var/lib/caisson");
        }

        @Override
        public String anonymousName() {
            return "f".repeat(64);
        }

        @Override
        public List<MountPoint> of(String container) {
            return List.of();
        }

        @Override
        public boolean exists(Path source) {
            return !source.toString().equals("/missing");
        }
    }
}
