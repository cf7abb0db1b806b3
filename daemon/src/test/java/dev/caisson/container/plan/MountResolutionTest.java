package dev.caisson.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.container.request.MountRequest;
import dev.caisson.container.request.MountRequests;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unsupported;
import dev.caisson.spec.Propagation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        var options = new MountRequest.BindOptions("", false, true, false, false);
        assertThat(one(mount("bind", "/missing", options)).access().createSource()).isTrue();
    }

    @Test
    void what_is_not_offered_says_so() {
        assertThatThrownBy(() -> one(mount("image", "x", null))).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> one(mount("npipe", "x", null))).isInstanceOf(InvalidInput.class);
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
                new MountRequests(List.of("v:/v"), List.of(), Map.of(), Set.of(), List.of(), "foo");

        assertThat(MountResolution.resolve(nothing, new Sources())).isEmpty();
        assertThatThrownBy(() -> MountResolution.resolve(volume, new Sources()))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("plugin \"foo\" not found");
    }

    @Test
    void a_part_of_a_volume_is_relative_and_of_a_volume_with_a_name() {
        assertThat(part("v", "a/b").getFirst().subpath()).isEqualTo("a/b");
        for (var wrong : List.of("/etc", "../x", "a/../../x", "..")) {
            assertThatThrownBy(() -> part("v", wrong)).as(wrong).isInstanceOf(InvalidInput.class);
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
        public Path volume(String name) {
            return Path.of("/volumes", name);
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
