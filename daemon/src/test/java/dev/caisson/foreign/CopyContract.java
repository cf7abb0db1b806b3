package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `docker cp`, `diff` and `export`, on containers that run, are paused, or do not run.
@Timeout(300)
public abstract class CopyContract extends ClientContract {
    private Path files;

    @BeforeEach
    void makeDirectory() throws IOException {
        files = Files.createTempDirectory(engine.files(), "copies");
    }

    @Test
    void files_go_in_and_come_out_of_a_container_that_runs() throws IOException {
        docker.ok("run", "-d", "--name", "box", IMAGE, "sleep", "9999");
        var source = Files.writeString(files.resolve("a"), "hello\n");

        docker.ok("cp", source.toString(), "box:/tmp/b");
        assertThat(docker.ok("exec", "box", "cat", "/tmp/b")).isEqualTo("hello");

        docker.ok("cp", "box:/tmp/b", files.resolve("back").toString());
        assertThat(files.resolve("back")).hasContent("hello\n");
    }

    @Test
    void files_go_in_and_come_out_of_a_container_that_does_not_run() throws IOException {
        docker.ok("create", "--name", "box", "-v", "data:/data", IMAGE, "cat", "/tmp/b", "/data/v");
        var source = Files.writeString(files.resolve("a"), "hello\n");

        docker.ok("cp", source.toString(), "box:/tmp/b");
        docker.ok("cp", source.toString(), "box:/data/v");

        assertThat(docker.ok("start", "-a", "box")).isEqualTo("hello\nhello");
        docker.ok("cp", "box:/data/v", files.resolve("v").toString());
        assertThat(files.resolve("v")).hasContent("hello\n");
    }

    @Test
    void the_files_the_engine_writes_are_there_before_the_first_start_and_after_the_last()
            throws IOException {
        docker.ok("create", "--name", "box", "--hostname", "first", IMAGE, "true");
        var back = files.resolve("back");

        docker.ok("cp", "box:/etc/hostname", back.toString());
        assertThat(back).isEmptyFile();
        docker.ok("start", "-a", "box");
        docker.ok("cp", "box:/etc/hostname", back.toString());

        assertThat(back).hasContent("first\n");
        assertThat(docker.ok("cp", "box:/etc/resolv.conf", "-")).contains("resolv.conf");
    }

    @Test
    void a_paused_container_can_be_copied_from_and_to() throws IOException {
        docker.ok("run", "-d", "--name", "box", IMAGE, "sleep", "9999");
        docker.ok("pause", "box");

        docker.ok("cp", Files.writeString(files.resolve("a"), "x").toString(), "box:/a");
        docker.ok("cp", "box:/a", files.resolve("back").toString());
        docker.ok("unpause", "box");

        assertThat(files.resolve("back")).hasContent("x");
    }

    @Test
    void a_tree_of_every_kind_of_file_comes_back_as_it_went() {
        docker.ok("run", "-d", "--name", "box", IMAGE, "sleep", "9999");
        docker.shell(
                "cd "
                        + files
                        + " && mkdir -p t/deep/er t/empty && echo one > t/one && ln t/one t/hard"
                        + " && ln -s one t/soft && ln -s /nowhere t/dangling && mkfifo t/pipe"
                        + " && mknod t/null c 1 3 && echo 'ü' > 't/na me-ü' && chmod 4711 t/one"
                        + " && truncate -s 3M t/hole && head -c 100000 /dev/urandom > t/deep/er/r"
                        + " && chown 123:456 t/deep && touch -d 2001-02-03T04:05:06Z t/deep"
                        + " && touch t/$(printf 'x%.0s' $(seq 150))");

        docker.ok("cp", "-a", files + "/t", "box:/tmp/");
        docker.ok("cp", "-a", "box:/tmp/t", files + "/back");

        var listing = "find . -printf '%P %y %m %U %G %s %T@ %l\\n' | sed 's/[.]0* / /' | sort";
        assertThat(docker.shell("cd " + files + "/back && " + listing).out().lines().toList())
                .hasSize(14);
        assertThat(
                        docker.shell(
                                        "cd "
                                                + files
                                                + "/back && find . -type f | sort"
                                                + " | xargs -d '\\n' md5sum")
                                .out())
                .isEqualTo(
                        docker.shell(
                                        "cd "
                                                + files
                                                + "/t && find . -type f | sort"
                                                + " | xargs -d '\\n' md5sum")
                                .out());
        assertThat(docker.ok("exec", "box", "stat", "-c", "%a %u %g", "/tmp/t/deep"))
                .isEqualTo("755 123 456");
        assertThat(docker.ok("exec", "box", "stat", "-c", "%a %F %h", "/tmp/t/one"))
                .isEqualTo("4711 regular file 2");
        assertThat(docker.ok("exec", "box", "readlink", "/tmp/t/soft")).isEqualTo("one");
        assertThat(docker.ok("exec", "box", "sh", "-c", "test -p /tmp/t/pipe; test -c /tmp/t/null"))
                .isEmpty();
    }

    @Test
    void archives_are_read_and_written_through_pipes() {
        docker.ok("run", "-d", "--name", "box", IMAGE, "sleep", "9999");

        var listed = docker.shell("\"$@\" cp box:/etc -" + " | tar tf -");
        assertThat(listed.out().lines()).contains("etc/", "etc/passwd");
        var dot = docker.shell("\"$@\" cp box:/etc/. -" + " | tar tf -");
        assertThat(dot.out().lines()).contains("./passwd");

        docker.shell("cd " + files + " && echo in > in && tar cz in | " + "\"$@\" cp -  box:/tmp");
        assertThat(docker.ok("exec", "box", "cat", "/tmp/in")).isEqualTo("in");
    }

    @Test
    void links_of_the_container_are_followed_inside_it() throws IOException {
        docker.ok(
                "run",
                "-d",
                "--name",
                "box",
                IMAGE,
                "sh",
                "-c",
                "mkdir -p /run/x && ln -s /run /tmp/abs && ln -s ../../../../../../run/x /tmp/up"
                        + " && ln -s /etc/passwd /tmp/link && sleep 9999");
        var source = Files.writeString(files.resolve("a"), "x").toString();
        org.awaitility.Awaitility.await()
                .until(() -> docker.run("exec", "box", "test", "-L", "/tmp/link").code() == 0);

        docker.ok("cp", source, "box:/tmp/abs/one");
        docker.ok("cp", source, "box:/tmp/up/two");
        assertThat(docker.ok("exec", "box", "cat", "/run/one", "/run/x/two")).isEqualTo("xx");

        docker.ok("cp", "box:/tmp/link", files.resolve("link").toString());
        assertThat(Files.isSymbolicLink(files.resolve("link"))).isTrue();
        docker.ok("cp", "-L", "box:/tmp/link", files.resolve("followed").toString());
        assertThat(files.resolve("followed")).content().contains("root:");
    }

    @Test
    void what_cannot_be_copied_is_told_as_docker_does() throws IOException {
        docker.ok(
                "run",
                "-d",
                "--name",
                "box",
                "--read-only",
                "-v",
                "ro:/ro:ro",
                IMAGE,
                "sleep",
                "9999");
        var source = Files.writeString(files.resolve("a"), "x").toString();

        assertThat(docker.run("cp", "box:/nope", files.toString()).err())
                .contains("Could not find the file /nope in container box");
        assertThat(docker.run("cp", source, "box:/nope/deeper/a").err())
                .contains("Could not find the file /nope/deeper in container box");
        assertThat(docker.run("cp", source, "box:/a").err()).contains("read-only");
        assertThat(docker.run("cp", source, "box:/ro/a").err()).contains("read-only");
        assertThat(docker.run("cp", files.toString(), "box:/etc/passwd").code()).isEqualTo(1);
    }

    @Test
    void diff_shows_what_was_changed() {
        docker.ok("run", "--name", "none", IMAGE, "true");
        assertThat(docker.ok("diff", "none")).isEmpty();

        docker.ok(
                "run",
                "--name",
                "box",
                IMAGE,
                "sh",
                "-c",
                "echo x > /etc/new; rm /etc/passwd; mkdir -p /made/deep; chmod 700 /tmp;"
                        + " echo y >> /etc/group; rm -rf /root; true");
        assertThat(docker.ok("diff", "box").lines())
                .contains(
                        "C /etc",
                        "A /etc/new",
                        "D /etc/passwd",
                        "C /etc/group",
                        "A /made",
                        "A /made/deep",
                        "C /tmp");
    }

    @Test
    void commit_makes_an_image_of_the_changes() {
        docker.ok(
                "run",
                "-d",
                "--name",
                "box",
                "-l",
                "team=one",
                IMAGE,
                "sh",
                "-c",
                "echo x > /new; rm /etc/group; rm -rf /root; mkdir /root; echo y > /root/only;"
                        + " touch /done; sleep 9999");
        org.awaitility.Awaitility.await()
                .until(() -> docker.run("exec", "box", "test", "-e", "/done").code() == 0);

        var id =
                docker.ok(
                        "commit",
                        "-a",
                        "me",
                        "-m",
                        "why",
                        "-c",
                        "CMD [\"cat\", \"/new\"]",
                        "box",
                        "made:one");

        assertThat(id).startsWith("sha256:");
        assertThat(docker.ok("run", "--rm", "made:one")).isEqualTo("x");
        assertThat(docker.ok("run", "--rm", "made:one", "ls", "/root")).isEqualTo("only");
        assertThat(docker.run("run", "--rm", "made:one", "test", "-e", "/etc/group").code())
                .isEqualTo(1);
        assertThat(docker.ok("run", "--rm", "made:one", "cat", "/etc/passwd")).contains("root");
        assertThat(
                        docker.ok(
                                "inspect",
                                "-f",
                                "{{.Author}} {{.Comment}} {{index .Config.Labels \"team\"}}",
                                id))
                .isEqualTo("me why one");
        assertThat(docker.ok("inspect", "-f", "{{.State.Status}}", "box")).isEqualTo("running");
        assertThat(docker.ok("inspect", "-f", "{{.Parent}}", id))
                .isEqualTo(docker.ok("inspect", "-f", "{{.Id}}", IMAGE));
        docker.ok("rmi", "made:one");
    }

    @Test
    void export_has_everything_but_what_is_mounted() {
        docker.ok(
                "run",
                "-d",
                "--name",
                "box",
                "-v",
                "vol:/vol",
                IMAGE,
                "sh",
                "-c",
                "echo x > /new; echo y > /vol/inside; sleep 9999");
        org.awaitility.Awaitility.await()
                .until(() -> docker.run("exec", "box", "test", "-e", "/vol/inside").code() == 0);

        var running = docker.shell("\"$@\" export box" + " | tar tf -").out();
        docker.ok("kill", "box");
        var stopped = docker.shell("\"$@\" export box" + " | tar tf -").out();

        assertThat(running.lines())
                .contains("new", "vol/", "etc/passwd")
                .doesNotContain("vol/inside", "proc/1/");
        assertThat(stopped.lines()).contains("new", "vol/").doesNotContain("vol/inside");
    }
}
