package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.GitServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What other builders got wrong once: contexts, repositories, images and mounts that try to reach
/// the host. By both of docker's ways, `0` the classic one and `1` BuildKit's.
@Tag("foreign")
class BuildSecurityIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static DaemonProcess daemon;

    private Path context;

    /// A directory of the host nobody may see or change.
    private Path host;

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.start();
        daemon.api().load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    static void end() {
        daemon.close();
    }

    @BeforeEach
    void makeDirectories(@TempDir Path directory) throws IOException {
        context = Files.createDirectory(directory.resolve("context"));
        host = Files.createDirectory(directory.resolve("host"));
        Files.writeString(host.resolve("secret"), "of the host");
        Files.createDirectory(host.resolve("stub"));
    }

    private static DockerCli docker(String buildKit) {
        return DockerCli.docker(daemon)
                .with("DOCKER_BUILDKIT", buildKit)
                .with("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
    }

    private CommandOutcome build(String buildKit, String dockerfile, String... words) {
        try {
            Files.writeString(context.resolve("Dockerfile"), dockerfile);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
        var all = new ArrayList<>(List.of("build"));
        all.addAll(List.of(words));
        all.add(context.toString());
        var outcome = docker(buildKit).run(PATIENCE, all.toArray(String[]::new));
        daemon.api().containers().forEach(daemon.api()::remove);
        return outcome;
    }

    private static void succeeded(CommandOutcome outcome) {
        assertThat(outcome.code()).as(outcome.toString()).isZero();
    }

    private void hostIsAsItWas() throws IOException {
        try (var files = Files.list(host)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("secret", "stub");
        }
        assertThat(host.resolve("secret")).hasContent("of the host");
    }

    /// CVE-2019-13139, CVE-2022-39253, GHSA-hw3h-2gp9-cxpv.
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void nothing_of_a_repositorys_address_is_an_option_or_a_program(String way) throws IOException {
        for (var address :
                List.of(
                        "git://127.0.0.1:1/x.git#--upload-pack=touch${IFS}" + host + "/made",
                        "git@--upload-pack=touch:x.git",
                        "ssh://-oProxyCommand=touch/x.git",
                        "git://127.0.0.1:1/x.git#main:../../../etc",
                        "git://127.0.0.1:1/x.git?bundle=x")) {
            var outcome = build(way, "FROM scratch\nADD " + address + " /x/\n");

            assertThat(outcome.code()).as(address + outcome).isNotZero();
        }
        hostIsAsItWas();
    }

    /// CVE-2022-39253, GO-2026-4859.
    @Test
    void links_and_hooks_of_a_repository_lead_nowhere() throws IOException {
        var work = Files.createDirectory(context.resolve("work"));
        Files.createSymbolicLink(work.resolve("out"), host);
        Files.createSymbolicLink(work.resolve("secret"), host.resolve("secret"));
        Files.writeString(work.resolve(".gitattributes"), "* filter=evil\n");
        Files.writeString(work.resolve("Dockerfile"), "FROM scratch\nCOPY secret /\n");
        try (var git = GitServer.start(Files.createDirectory(daemon.files().resolve("git")))) {
            var address = git.publish("links", work, "main");

            // With the classic way docker checks a repository out itself.
            var whole = docker("1").run(PATIENCE, "build", address);
            var link = docker("1").run(PATIENCE, "build", address + "#main:out");
            var own = docker("1").run(PATIENCE, "build", address + "#main:.git");

            assertThat(List.of(whole.code(), link.code(), own.code())).doesNotContain(0);
            assertThat(whole.toString() + link + own).doesNotContain("of the host");
            assertThat(link.err()).contains("the repository has no directory out");
            assertThat(own.err()).contains("the repository has no directory .git");
        }
    }

    /// CVE-2024-1753: the source of a mount is a link.
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void the_source_of_a_mount_stays_in_its_tree(String way) throws IOException {
        Files.createSymbolicLink(context.resolve("link"), Path.of("/"));
        Files.createSymbolicLink(context.resolve("host"), host);
        Files.writeString(context.resolve("marker"), "");

        var link =
                build(
                        way,
                        """
                        FROM caisson-busybox:1 AS made
                        RUN ln -s / /link && ln -s %1$s /host
                        FROM caisson-busybox:1
                        RUN --mount=type=bind,source=link,target=/m,rw test -e /m/marker \
                            && test ! -e /m/proc && test ! -e /m%1$s
                        RUN --mount=type=bind,from=made,source=/link,target=/m,rw \
                            test -e /m/bin/busybox && test ! -e /m%1$s
                        """
                                .formatted(host));
        var away =
                build(
                        way,
                        """
                        FROM caisson-busybox:1
                        RUN --mount=type=bind,source=host,target=/m,rw rm -rf /m/*
                        """);
        var up =
                build(
                        way,
                        "FROM caisson-busybox:1\n"
                                + "RUN --mount=type=bind,source=../../../etc,target=/m cat"
                                + " /m/passwd\n");

        succeeded(link);
        assertThat(away.code()).isNotZero();
        assertThat(up.code()).isNotZero();
        hostIsAsItWas();
    }

    /// CVE-2024-23652: what is removed where something was mounted.
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void places_of_mounts_are_not_removed_through_links(String way) throws IOException {
        var outcome =
                build(
                        way,
                        """
                        FROM caisson-busybox:1
                        RUN --mount=type=tmpfs,target=/d/stub mv /d /e && ln -s %s /d
                        RUN --mount=type=cache,target=/f/stub mv /f /g && ln -s %s /f
                        """
                                .formatted(host, host));

        succeeded(outcome);
        hostIsAsItWas();
    }

    /// CVE-2024-23651, CVE-2024-9675: what is below a cache, and what it is called.
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void a_cache_leads_nowhere_else(String way) throws IOException {
        var outcome =
                build(
                        way,
                        """
                        FROM caisson-busybox:1 AS made
                        RUN ln -s %1$s /link
                        FROM caisson-busybox:1
                        RUN --mount=type=cache,id=linked,target=/c ln -sfn %1$s /c/link
                        RUN --mount=type=cache,id=linked,source=link,target=/c test ! -e /c/secret
                        RUN --mount=type=cache,id=../../../../up,target=/c touch /c/made
                        """
                                .formatted(host));
        var from =
                build(
                        way,
                        """
                        FROM caisson-busybox:1 AS made
                        RUN ln -s %1$s /link
                        FROM caisson-busybox:1
                        RUN --mount=type=cache,id=from%2$s,from=made,source=/link,target=/c \
                            test ! -e /c/secret
                        """
                                .formatted(host, way));

        succeeded(outcome);
        assertThat(from.toString()).doesNotContain("of the host");
        try (var caches = Files.list(daemon.dataRoot().resolve("build-cache/mounts"))) {
            assertThat(caches.map(file -> file.getFileName().toString()))
                    .allSatisfy(name -> assertThat(name).matches("[0-9a-f]{64}(-\\d+)?"));
        }
        hostIsAsItWas();
    }

    /// CVE-2020-27534: directories that are made on the way.
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void what_is_copied_through_a_link_stays_in_the_image(String way) throws IOException {
        Files.writeString(context.resolve("f"), "copied");
        var tar = context.resolve("t.tar").toString();
        var packed = CommandOutcome.of("tar", "cf", tar, "-C", context.toString(), "f");
        assertThat(packed.code()).isZero();

        var outcome =
                build(
                        way,
                        """
                        FROM caisson-busybox:1
                        RUN ln -s %1$s /link
                        COPY f /link/copied
                        ADD t.tar /link/added/
                        WORKDIR /link/deep/er
                        RUN test -e %1$s/copied && test -e %1$s/added/f && test -d %1$s/deep/er
                        """
                                .formatted(host));

        succeeded(outcome);
        hostIsAsItWas();
    }

    /// CVE-2024-24557: what the key of a layer is made of.
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void an_image_that_looks_alike_poisons_no_cache(String way) {
        var recipe = "FROM caisson-busybox:1\nRUN echo good > /x # " + way + "\n";
        var api = docker("0");
        api.ok("run", "--name", "forged", "caisson-busybox:1", "sh", "-c", "echo evil > /x");
        api.ok(
                "commit",
                "--change",
                "LABEL a=b",
                "-m",
                "RUN /bin/sh -c echo good > /x # " + way + " # buildkit",
                "forged",
                "forged");
        api.ok("rm", "forged");

        succeeded(build(way, recipe, "-t", "asked", "--cache-from", "forged"));
        succeeded(build(way, "FROM asked\nHEALTHCHECK CMD true\n", "-t", "one"));
        succeeded(build(way, "FROM asked\nHEALTHCHECK CMD false\n", "-t", "two"));
        succeeded(build(way, "FROM asked\nONBUILD RUN echo 1\n", "-t", "three"));
        succeeded(build(way, "FROM asked\nONBUILD RUN echo 2\n", "-t", "four"));

        assertThat(api.ok("run", "--rm", "asked", "cat", "/x")).isEqualTo("good");
        assertThat(api.ok("inspect", "-f", "{{.Config.Healthcheck.Test}}", "two"))
                .contains("false");
        assertThat(api.ok("inspect", "-f", "{{.Config.OnBuild}}", "four")).contains("echo 2");
    }

    /// CVE-2024-9407, CVE-2024-23653 and the rule that entitlements are asked for.
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void privileges_are_not_for_the_asking(String way) {
        var shared =
                build(
                        way,
                        """
                        FROM caisson-busybox:1
                        RUN --mount=type=bind,target=/m,bind-propagation=shared true
                        """);
        var insecure = build(way, "FROM caisson-busybox:1\nRUN --security=insecure true\n");
        var network = build(way, "FROM caisson-busybox:1\nRUN --network=host true\n");
        var device = build(way, "FROM caisson-busybox:1\nRUN --device=vendor.com/d=all true\n");

        assertThat(shared.err()).contains("bind-propagation");
        assertThat(insecure.err()).contains("security.insecure is not allowed");
        assertThat(network.err()).contains("network.host is not allowed");
        assertThat(device.err()).contains("--device", "devices of the host are not for builds");
    }

    /// GHSA-7236-3392-c5c6, CVE-2024-23650: programs that read Dockerfiles instead of this one.
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void no_other_front_end_is_run(String way) {
        var known = build(way, "# syntax=docker/dockerfile:1.7-labs\nFROM caisson-busybox:1\n");
        var other = build(way, "# syntax=evil/front-end\nFROM caisson-busybox:1\n");
        var asked =
                build("1", "FROM caisson-busybox:1\n", "--build-arg", "BUILDKIT_SYNTAX=evil/fe");

        succeeded(known);
        assertThat(other.err()).contains("the front end evil/front-end is not supported");
        assertThat(asked.err()).contains("the front end evil/fe is not supported");
    }

    /// CVE-2024-9676, CVE-2026-47262: files an image has for its users.
    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void the_users_of_an_image_hold_nothing_up(String way) throws IOException {
        Files.writeString(context.resolve("f"), "");
        for (var made :
                List.of(
                        "rm /etc/passwd && mkfifo /etc/passwd",
                        "ln -sf " + host.resolve("secret") + " /etc/passwd",
                        "truncate -s 1G /etc/passwd")) {
            var outcome =
                    build(way, "FROM caisson-busybox:1\nRUN " + made + "\nCOPY --chown=app f /\n");

            assertThat(outcome.code()).as(made).isNotZero();
            assertThat(outcome.err()).contains("the image has no user app");
        }
    }
}
