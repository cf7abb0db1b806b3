package dev.caisson.build.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks out Git repositories with the git of the system.
///
/// The repository is a stranger's: only network protocols are spoken, nothing of the user's or the
/// system's configuration is read, no hook, filter or submodule of it is run, no password is asked
/// for, and its address and references follow a `--`.
final class GitRepositories {
    private static final List<String> SAFE =
            List.of(
                    "-c", "protocol.allow=never",
                    "-c", "protocol.https.allow=always",
                    "-c", "protocol.http.allow=always",
                    "-c", "protocol.git.allow=always",
                    "-c", "protocol.ssh.allow=always",
                    "-c", "core.hooksPath=/dev/null",
                    "-c", "core.fsmonitor=false",
                    "-c", "core.attributesFile=/dev/null",
                    "-c", "submodule.recurse=false",
                    "-c", "fetch.recurseSubmodules=false",
                    "-c", "advice.detachedHead=false",
                    "-c", "init.defaultBranch=main",
                    "-c", "gc.auto=0");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}(?:[0-9a-f]{24})?");
    private static final int MESSAGE = 4096;

    /// @param into empty
    /// @param keepDirectory leaves `.git` there
    /// @param commit that must have come, or its beginning; null for any
    void checkOut(GitAddress repository, Path into, boolean keepDirectory, @Nullable String commit)
            throws IOException, InterruptedException {
        run(into, repository, "init", "-q", "--template=");
        var reference = repository.reference().isEmpty() ? "HEAD" : repository.reference();
        run(
                into,
                repository,
                "fetch",
                "-q",
                "--depth=1",
                "--no-tags",
                "--no-recurse-submodules",
                "--",
                repository.address(),
                reference);
        run(into, repository, "checkout", "-q", "--detach", "FETCH_HEAD");
        var found = run(into, repository, "rev-parse", "HEAD").strip();
        if (!COMMIT.matcher(found).matches() || commit != null && !found.startsWith(commit)) {
            throw new InvalidInput(
                    FaultCode.BUILD_CONTEXT_INVALID,
                    "the repository is at " + found + ", not at " + commit);
        }
        if (!keepDirectory) remove(into.resolve(".git"));
    }

    private static String run(Path directory, GitAddress repository, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(SAFE);
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        var said = directory.resolveSibling("git.log");
        builder.redirectErrorStream(true).redirectOutput(said.toFile());
        var environment = builder.environment();
        var kept =
                List.of(
                        "PATH",
                        "http_proxy",
                        "https_proxy",
                        "HTTPS_PROXY",
                        "no_proxy",
                        "NO_PROXY",
                        "all_proxy",
                        "ALL_PROXY",
                        "SSL_CERT_FILE",
                        "SSH_AUTH_SOCK");
        environment.keySet().retainAll(kept);
        environment.putAll(
                Map.of(
                        "HOME", "/nonexistent",
                        "LC_ALL", "C.UTF-8",
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_CONFIG_GLOBAL", "/dev/null",
                        "GIT_TERMINAL_PROMPT", "0",
                        "GIT_ASKPASS", "/bin/false",
                        "GIT_SSH_COMMAND", "ssh -oBatchMode=yes -oStrictHostKeyChecking=yes",
                        "GIT_LFS_SKIP_SMUDGE", "1"));
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            throw new Unavailable(
                    missing,
                    FaultCode.BUILD_SOURCE_FAILED,
                    repository.address(),
                    "git cannot be started: install it");
        }
        try {
            process.getOutputStream().close();
            int code = process.waitFor();
            var text = excerpt(said);
            if (code == 0) return text;
            throw new Unavailable(
                    FaultCode.BUILD_SOURCE_FAILED, redacted(repository.address()), text.strip());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String excerpt(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MESSAGE), UTF_8);
        }
    }

    private static String redacted(String address) {
        return address.replaceFirst("://[^/@]*@", "://");
    }

    private static void remove(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
