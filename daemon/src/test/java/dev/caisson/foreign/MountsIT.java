package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mounts in every form docker's command line knows.
@Tag("foreign")
@Timeout(300)
class MountsIT extends ClientContract {
    private Path host;

    @Override
    protected DockerCli client(TestedEngine started) {
        return DockerCli.docker(started);
    }

    @BeforeEach
    void makeDirectory() throws IOException {
        host = Files.createTempDirectory(engine.files(), "mounts");
        Files.createDirectories(host.resolve("sub"));
        Files.writeString(host.resolve("file"), "of the host\n");
    }

    @AfterEach
    @Override
    void removeContainers() {
        super.removeContainers();
        CommandOutcome.of("umount", "-l", host.resolve("sub").toString());
        CommandOutcome.of("umount", "-l", host.toString());
        docker.ok("volume", "prune", "-af");
    }

    private static void host(String... command) {
        assertThat(CommandOutcome.of(command).err()).isEmpty();
    }

    private String sh(String mount, String script) {
        return docker.ok("run", "--rm", "--mount", mount, IMAGE, "sh", "-c", script);
    }

    private String bind(String options) {
        return "type=bind,src=" + host + ",dst=/d" + options;
    }

    @Test
    void what_is_mounted_below_comes_along_unless_it_shall_not() throws IOException {
        host("mount", "-t", "tmpfs", "caisson-test", host.resolve("sub").toString());
        Files.writeString(host.resolve("sub/deep"), "deep\n");

        assertThat(sh(bind(""), "cat /d/sub/deep")).isEqualTo("deep");
        assertThat(sh(bind(",bind-recursive=disabled"), "ls /d/sub")).isEmpty();
        assertThat(docker.ok("run", "--rm", "-v", host + ":/d", IMAGE, "cat", "/d/sub/deep"))
                .isEqualTo("deep");
    }

    @Test
    void read_only_goes_as_deep_as_asked() {
        host("mount", "-t", "tmpfs", "caisson-test", host.resolve("sub").toString());
        var tries = "touch /d/x 2>/dev/null && echo top; touch /d/sub/x 2>/dev/null && echo deep;:";

        assertThat(sh(bind(""), tries)).isEqualTo("top\ndeep");
        assertThat(sh(bind(",ro"), tries)).isEmpty();
        assertThat(sh(bind(",readonly,bind-recursive=writable"), tries)).isEqualTo("deep");
        assertThat(sh(bind(",readonly,bind-recursive=readonly,bind-propagation=rprivate"), tries))
                .isEmpty();
        assertThat(docker.ok("run", "--rm", "-v", host + ":/d:ro", IMAGE, "sh", "-c", tries))
                .isEmpty();
    }

    @Test
    void mounts_reach_a_slave_and_leave_a_shared_one() {
        host("mount", "--bind", host.toString(), host.toString());
        host("mount", "--make-shared", host.toString());
        docker.ok("run", "-d", "--name", "slave", "-v", host + ":/d:rslave", IMAGE, "sleep", "99");
        docker.ok("run", "-d", "--name", "own", "-v", host + ":/d", IMAGE, "sleep", "99");

        host("mount", "-t", "tmpfs", "caisson-test", host.resolve("sub").toString());

        assertThat(docker.ok("exec", "slave", "grep", " /d/sub ", "/proc/mounts"))
                .contains("tmpfs");
        assertThat(docker.run("exec", "own", "grep", " /d/sub ", "/proc/mounts").code()).isOne();
        host("umount", host.resolve("sub").toString());
        docker.ok(
                "run",
                "--rm",
                "--privileged",
                "--mount",
                bind(",bind-propagation=shared"),
                IMAGE,
                "mount",
                "-t",
                "tmpfs",
                "none",
                "/d/sub");
        assertThat(CommandOutcome.of("mountpoint", "-q", host.resolve("sub").toString()).code())
                .isZero();
    }

    @Test
    void propagation_is_shown() {
        docker.ok("create", "--name", "long", "--mount", bind(",bind-propagation=rslave"), IMAGE);
        docker.ok("create", "--name", "short", "-v", host + ":/d:ro,z", IMAGE);
        var format =
                "{{range .Mounts}}{{.Type}} {{.Destination}} {{.Mode}} {{.RW}} {{.Propagation}}"
                        + "{{end}}";

        assertThat(docker.ok("inspect", "-f", format, "long")).isEqualTo("bind /d  true rslave");
        assertThat(docker.ok("inspect", "-f", format, "short"))
                .isEqualTo("bind /d ro,z false rprivate");
    }

    @Test
    void a_missing_source_is_made_by_v_and_refused_by_mount() {
        docker.ok("run", "--rm", "-v", host + "/new/deep:/d", IMAGE, "touch", "/d/made");
        assertThat(host.resolve("new/deep/made")).exists();

        assertThat(
                        docker.run(
                                        "run",
                                        "--rm",
                                        "--mount",
                                        "type=bind,src=" + host + "/none,dst=/d",
                                        IMAGE)
                                .err())
                .contains(
                        "invalid mount config for type \"bind\": bind source path does not exist: "
                                + host
                                + "/none");
        assertThat(host.resolve("none")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-v|relative/path:/d|includes invalid characters for a local volume name",
                "-v|/a:/b:nosuch|invalid mode: nosuch",
                "-v|/a:b|invalid mount path: 'b' mount path must be absolute",
                "-v|/a:/|destination can't be '/'",
                "-v|data:/d:rslave|field BindOptions must not be specified",
                "--mount|type=npipe,src=a,dst=/d|mount type unknown",
                "--mount|type=cluster,src=a,dst=/d|mount type unknown",
                "--mount|type=tmpfs,src=a,dst=/d|field Source must not be specified",
                "--mount|type=bind,src=/tmp,dst=/d,bind-propagation=far|invalid propagation mode",
                "--mount|type=volume,dst=/d,volume-subpath=x|must not set Subpath",
                "--mount|type=volume,src=data,dst=/d,volume-subpath=../x|subpath must be",
                "--mount|type=volume,src=data,dst=/d,volume-driver=nope|plugin \"nope\" not found",
                "--volumes-from|nobody|No such container: nobody",
                "--tmpfs|/t:far|invalid tmpfs option [\"far\"]",
            })
    void what_is_wrong_is_said_as_docker_does(String flag, String value, String message) {
        var refused = docker.run("run", "--rm", "--pull", "never", flag, value, IMAGE, "true");

        assertThat(refused.code()).isEqualTo(125);
        assertThat(refused.err()).contains(message);
        assertThat(docker.ok("ps", "-aq")).isEmpty();
    }

    @Test
    void a_tmpfs_has_the_size_mode_and_rights_it_was_given() {
        var mount = "type=tmpfs,dst=/t,tmpfs-size=64k,tmpfs-mode=1770";
        assertThat(sh(mount, "stat -c %a /t; grep ' /t ' /proc/mounts"))
                .startsWith("1770\n")
                .contains("size=64k", "nosuid", "nodev", "noexec");
        assertThat(
                        docker.ok(
                                "run",
                                "--rm",
                                "--tmpfs",
                                "/t:exec,size=4m,mode=700",
                                IMAGE,
                                "sh",
                                "-c",
                                "cp /bin/busybox /t/sh && /t/sh -c 'stat -c %a /t'"))
                .isEqualTo("700");
        assertThat(sh("type=tmpfs,dst=/t,readonly", "touch /t/x 2>/dev/null || echo refused"))
                .isEqualTo("refused");
    }

    @Test
    void an_image_is_mounted_for_reading_and_kept() {
        docker.ok("run", "--name", "base", IMAGE, "sh", "-c", "mkdir -p /in; echo image >/in/file");
        docker.ok("run", "--name", "hole", IMAGE, "sh", "-c", "ln -s ../../../etc /out; true");
        docker.ok("commit", "base", "mounted");
        docker.ok("commit", "hole", "linked");
        docker.ok("rm", "base", "hole");

        var whole = "type=image,src=mounted,dst=/i";
        assertThat(sh(whole, "cat /i/in/file; touch /i/x 2>/dev/null || echo refused"))
                .isEqualTo("image\nrefused");
        assertThat(sh(whole + ",image-subpath=in", "cat /i/file")).isEqualTo("image");
        assertThat(sh(whole + ",image-subpath=in/file", "cat /i")).isEqualTo("image");
        var out = "type=image,src=linked,dst=/i,image-subpath=out";
        assertThat(docker.run("run", "--rm", "--mount", out, IMAGE, "ls", "/i").err())
                .contains("path concatenation escapes the base directory");
        var nowhere = whole + ",image-subpath=nowhere";
        assertThat(docker.run("run", "--rm", "--mount", nowhere, IMAGE, "ls", "/i").err())
                .contains("cannot access path nowhere");
        var missing = "type=image,src=missing,dst=/i";
        assertThat(docker.run("create", "--pull", "never", "--mount", missing, IMAGE).err())
                .contains("No such image: missing");

        docker.ok("create", "--name", "user", "--mount", whole, IMAGE, "cat", "/i/in/file");
        assertThat(docker.run("cp", "user:/i/in/file", "-").out()).contains("image");
        assertThat(docker.run("rmi", "mounted").err()).contains("is using its referenced image");
        docker.ok("rmi", "-f", "mounted");
        docker.ok("system", "prune", "-f", "--filter", "until=1h");
        assertThat(docker.ok("start", "-a", "user")).isEqualTo("image");
        docker.ok("rm", "user");
        docker.ok("rmi", "linked");
    }

    @Test
    void a_volume_is_made_with_the_options_of_its_mount() {
        sh("type=volume,src=tagged,dst=/d,volume-label=team=one", "touch /d/x");
        assertThat(docker.ok("volume", "inspect", "-f", "{{.Labels}}", "tagged"))
                .isEqualTo("map[team:one]");

        var options =
                ",\"volume-opt=type=tmpfs\",\"volume-opt=device=tmpfs\",\"volume-opt=o=size=64k\"";
        assertThat(sh("type=volume,src=small,dst=/d" + options, "grep ' /d ' /proc/mounts"))
                .contains("tmpfs", "size=64k");
    }

    @Test
    void volumes_of_another_container_come_with_their_rights_or_less() {
        docker.ok("create", "--name", "from", "-v", "data:/d", "-v", host + ":/h:ro", IMAGE);

        var tries = "touch /d/x 2>/dev/null && echo d; touch /h/x 2>/dev/null && echo h; ls /h";
        assertThat(docker.ok("run", "--rm", "--volumes-from", "from", IMAGE, "sh", "-c", tries))
                .isEqualTo("d\nfile\nsub");
        assertThat(docker.ok("run", "--rm", "--volumes-from", "from:ro", IMAGE, "sh", "-c", tries))
                .isEqualTo("file\nsub");
        assertThat(docker.ok("run", "--rm", "--volumes-from", "from:z", IMAGE, "sh", "-c", tries))
                .startsWith("d\n");
        assertThat(docker.run("run", "--rm", "--volumes-from", "from:rslave", IMAGE, "true").err())
                .contains("invalid mode: rslave");
    }
}
