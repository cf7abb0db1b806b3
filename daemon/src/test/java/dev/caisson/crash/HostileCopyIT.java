package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Containers that want out by a copy or a mount: nothing of the host is read or written, and what
/// is honest goes on working.
@Tag("kernel")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileCopyIT {
    private static final int ROUNDS = 150;
    private static final String IMAGE = BusyboxImage.NAME;

    private DaemonProcess daemon;
    private DockerCli docker;
    private Path host;

    @BeforeAll
    void startEngine() {
        daemon = DaemonProcess.start();
        docker = DockerCli.docker(daemon);
        docker.ok("load", "-i", BusyboxImage.archive(daemon.files()).toString());
    }

    @AfterAll
    void endEngine() {
        daemon.close();
    }

    @BeforeEach
    void makeHost() throws IOException {
        host = Files.createTempDirectory(daemon.files(), "host");
        Files.writeString(host.resolve("secret"), "of the host");
    }

    @AfterEach
    void nothingOfTheHostHasChanged() throws IOException {
        daemon.api().containers().forEach(daemon.api()::remove);
        docker.ok("volume", "prune", "-af");
        try (var left = Files.list(host)) {
            assertThat(left.map(each -> each.getFileName().toString())).containsExactly("secret");
        }
        assertThat(host.resolve("secret")).hasContent("of the host");
    }

    private Exchange exchange(String container, String one, String other) {
        var root = "/proc/" + docker.ok("inspect", "-f", "{{.State.Pid}}", container) + "/root";
        return new Exchange(root + one, root + other);
    }

    private ApiClient client() {
        return daemon.api().client();
    }

    /// What was lost after the beginning of the answer ends the connection.
    private String read(String path) {
        try {
            return client().get("/containers/evil/archive?path=" + path).text();
        } catch (java.io.UncheckedIOException ended) {
            return "";
        }
    }

    @Test
    void an_exchange_of_a_directory_and_a_link_never_reaches_the_host() throws IOException {
        docker.ok(
                "run",
                "-d",
                "--name",
                "evil",
                IMAGE,
                "sh",
                "-c",
                "for place in /absolute /upward; do mkdir -p $place/here;"
                        + " echo inside > $place/here/secret; done; ln -s "
                        + host
                        + " /absolute/link; ln -s ../../../../../../.."
                        + host
                        + " /upward/link; sleep 999");
        org.awaitility.Awaitility.await()
                .until(() -> docker.run("exec", "evil", "test", "-L", "/upward/link").code() == 0);
        var archive = tar(out -> file(out, "written", "in"));

        for (var place : new String[] {"/absolute", "/upward"}) {
            int inside = 0;
            try (var _ = exchange("evil", place + "/here", place + "/link")) {
                for (int i = 0; i < ROUNDS; i++) {
                    var read = read(place + "/here/secret");
                    assertThat(read).doesNotContain("of the host");
                    if (read.contains("inside")) inside++;
                    var put = "/containers/evil/archive?path=" + place + "/here";
                    var written = client().upload("PUT", put, archive);
                    assertThat(written.status()).isIn(200, 400, 404, 500);
                    assertThat(read(place + "/here/.")).doesNotContain("of the host");
                }
            }
            assertThat(inside).as("copies that won the race at " + place).isPositive();
        }
    }

    @Test
    void a_volume_over_a_link_of_the_image_is_mounted_inside() throws IOException {
        docker.ok(
                "run",
                "--name",
                "maker",
                IMAGE,
                "sh",
                "-c",
                "ln -s " + host + " /data; ln -s ../../../../../.." + host + " /up; true");
        docker.ok("commit", "maker", "linked");
        docker.ok(
                "create",
                "--name",
                "evil",
                "-v",
                "one:/data",
                "-v",
                "two:/up/deep",
                "linked",
                "sh",
                "-c",
                "touch /data/x /up/deep/y");
        var source = Files.writeString(daemon.files().resolve("written"), "in").toString();

        docker.run("cp", source, "evil:/data/written");
        docker.run("cp", source, "evil:/up/deep/written");
        assertThat(docker.run("cp", "evil:/data/secret", "-").out()).doesNotContain("of the host");
        docker.run("start", "-a", "evil");
        docker.ok("rm", "-f", "evil");
        docker.ok("rm", "maker");
        docker.ok("rmi", "linked");
    }

    @Test
    void nothing_of_the_image_is_run_to_unpack_an_archive() throws IOException {
        var marker = host.resolve("marker");
        docker.ok(
                "run",
                "-d",
                "--name",
                "evil",
                IMAGE,
                "sh",
                "-c",
                "printf '#!/bin/sh\\necho run > "
                        + marker
                        + "\\n' > /evil; chmod 755 /evil;"
                        + " mkdir -p /usr/bin /usr/local/bin /lib/x86_64-linux-gnu;"
                        + " for name in xz unxz tar gzip unpigz pigz zstd bzip2 docker-tar; do"
                        + " for place in /usr/bin /usr/local/bin; do cp /evil $place/$name; done;"
                        + " done; for name in libnss_files.so.2 libnss_dns.so.2 libc.so.6; do"
                        + " cp /evil /lib/x86_64-linux-gnu/$name; done;"
                        + " echo 'evil: files' > /etc/nsswitch.conf; : > /ready; sleep 999");
        org.awaitility.Awaitility.await()
                .until(() -> docker.run("exec", "evil", "test", "-e", "/ready").code() == 0);
        var archive = tar(out -> file(out, "unpacked", "in"));

        for (var packer : new String[] {"xz", "gzip", "bzip2", "zstd"}) {
            var packed = Path.of(archive + "." + packer);
            var made = CommandOutcome.of("sh", "-c", packer + " -c " + archive + " > " + packed);
            assertThat(made.code()).as(made.err()).isZero();
            var put = "/containers/evil/archive?path=/tmp";
            assertThat(client().upload("PUT", put, packed).status()).as(packer).isEqualTo(200);
            assertThat(docker.ok("exec", "evil", "cat", "/tmp/unpacked")).isEqualTo("in");
        }
        docker.ok("cp", "evil:/etc", daemon.files().resolve("out-" + System.nanoTime()).toString());
        assertThat(marker).doesNotExist();
    }

    @Test
    void a_hostile_archive_stays_where_it_was_put() throws IOException {
        docker.ok("run", "-d", "--name", "box", IMAGE, "sh", "-c", "mkdir /put; sleep 999");
        org.awaitility.Awaitility.await()
                .until(() -> docker.run("exec", "box", "test", "-d", "/put").code() == 0);
        var absolute = tar(out -> file(out, host + "/absolute", "in"));
        var upward = tar(out -> file(out, "../../../../../../.." + host + "/upward", "in"));
        var through =
                tar(
                        out -> {
                            link(out, "leads", host.toString(), TarConstants.LF_SYMLINK);
                            file(out, "leads/through", "in");
                        });
        var hard =
                tar(
                        out -> {
                            link(out, "hard", "../.." + host + "/secret", TarConstants.LF_LINK);
                            file(out, "hard", "over");
                        });

        for (var each : new Path[] {absolute, upward, through, hard}) {
            client().upload("PUT", "/containers/box/archive?path=/put", each);
        }

        // An absolute name is one beneath the place it was put to.
        assertThat(docker.ok("exec", "box", "cat", "/put" + host + "/absolute")).isEqualTo("in");
        assertThat(docker.run("exec", "box", "cat", "/put/hard").out())
                .doesNotContain("of the host");
    }

    @Test
    void a_directory_stays_one_when_asked_and_owners_are_the_users() throws IOException {
        docker.ok("run", "-d", "--name", "box", "-u", "1234:56", IMAGE, "sleep", "999");
        var overDirectory = tar(out -> file(out, "etc", "in"));
        var overFile = tar(out -> directory(out, "passwd/"));
        var keep = "&noOverwriteDirNonDir=true";

        var first = client().upload("PUT", "/containers/box/archive?path=/" + keep, overDirectory);
        assertThat(first.status()).isEqualTo(400);
        assertThat(first.text()).contains("cannot overwrite directory");
        var second = client().upload("PUT", "/containers/box/archive?path=/etc" + keep, overFile);
        assertThat(second.status()).isEqualTo(400);
        assertThat(second.text()).contains("cannot overwrite non-directory");

        var mine = tar(out -> file(out, "mine", "in"));
        client().upload("PUT", "/containers/box/archive?path=/tmp&copyUIDGID=true", mine);
        assertThat(docker.ok("exec", "box", "stat", "-c", "%u:%g", "/tmp/mine"))
                .isEqualTo("1234:56");
        client().upload("PUT", "/containers/box/archive?path=/tmp", mine);
        assertThat(docker.ok("exec", "box", "stat", "-c", "%u:%g", "/tmp/mine")).isEqualTo("77:88");
    }

    @Test
    void absolute_links_within_the_container_still_work() throws IOException {
        docker.ok(
                "run",
                "-d",
                "--name",
                "box",
                IMAGE,
                "sh",
                "-c",
                "mkdir -p /var /run; rm -rf /var/run; ln -s /run /var/run; sleep 999");
        org.awaitility.Awaitility.await()
                .until(() -> docker.run("exec", "box", "test", "-L", "/var/run").code() == 0);
        var source = Files.writeString(daemon.files().resolve("written"), "in").toString();

        docker.ok("cp", source, "box:/var/run/a");
        docker.ok("kill", "box");
        docker.ok("cp", source, "box:/var/run/b");

        assertThat(docker.run("cp", "box:/run/a", "-").out()).contains("in");
        assertThat(docker.run("cp", "box:/var/run/b", "-").out()).contains("in");
    }

    private interface Content {
        void write(TarArchiveOutputStream out) throws IOException;
    }

    private Path tar(Content content) throws IOException {
        var file = Files.createTempFile(daemon.files(), "hostile", ".tar");
        try (OutputStream bytes = Files.newOutputStream(file);
                var out = new TarArchiveOutputStream(bytes)) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            content.write(out);
        }
        return file;
    }

    private static void file(TarArchiveOutputStream out, String name, String content)
            throws IOException {
        var entry = new TarArchiveEntry(name, true);
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        entry.setSize(bytes.length);
        entry.setIds(77, 88);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream out, String name, String target, byte type)
            throws IOException {
        var entry = new TarArchiveEntry(name, type);
        entry.setLinkName(target);
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
    }

    private static void directory(TarArchiveOutputStream out, String name) throws IOException {
        out.putArchiveEntry(new TarArchiveEntry(name));
        out.closeArchiveEntry();
    }
}
