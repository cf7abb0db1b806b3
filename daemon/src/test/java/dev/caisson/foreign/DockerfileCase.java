package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.CommandOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// A build and what it must come to, as a file of `testdata/dockerfile` has it.
///
/// A case begins with `##### TITLE`, its parts with `--- KIND ARGUMENT`, and what follows belongs
/// to the part: `Dockerfile` and `file PATH [MODE]` are files of the context, `link PATH TARGET` is
/// a symbolic link, `shell COMMAND` runs in the context, `build FLAGS` are for the command line,
/// `secret ID` is one that BuildKit alone takes;
/// `inspect FIELD` is a field of the image as JSON, `run COMMAND` what a shell in a container says,
/// `start` what the image's own command says, `fails` what the error must contain, each line;
/// `beyond REASON` is for a case in which BuildKit does otherwise.
///
/// @param origin the file it is in
record DockerfileCase(String origin, String title, List<Part> parts) {
    /// @param text ends with a line end unless it is empty
    record Part(String kind, String argument, String text) {}

    /// All there are, or with `-Dcaisson.cases=WORD` those that have the word in their origin or
    /// title.
    static List<DockerfileCase> all(Path directory) throws IOException {
        var cases = new ArrayList<DockerfileCase>();
        try (var files = Files.list(directory)) {
            for (var file : files.sorted().toList()) cases.addAll(read(file));
        }
        var wanted = System.getProperty("caisson.cases", "");
        return cases.stream()
                .filter(one -> (one.origin() + ": " + one.title()).contains(wanted))
                .toList();
    }

    private static List<DockerfileCase> read(Path file) throws IOException {
        var cases = new ArrayList<DockerfileCase>();
        var name = file.getFileName().toString();
        for (var written : Files.readString(file).split("(?m)^##### ", -1)) {
            if (written.isBlank()) continue;
            var pieces = written.strip().split("(?m)^--- ", -1);
            var parts = new ArrayList<Part>();
            for (int n = 1; n < pieces.length; n++) parts.add(part(pieces[n].strip() + "\n"));
            cases.add(new DockerfileCase(name, pieces[0].strip(), parts));
        }
        return cases;
    }

    private static Part part(String written) {
        int line = written.indexOf('\n');
        var head = written.substring(0, line);
        int blank = head.indexOf(' ');
        var text = written.substring(line + 1);
        return blank < 0
                ? new Part(head, "", text)
                : new Part(head.substring(0, blank), head.substring(blank + 1), text);
    }

    List<Part> of(String kind) {
        return parts.stream().filter(part -> part.kind().equals(kind)).toList();
    }

    /// The words for the command line, but the context.
    ///
    /// @param context where [#prepared] made the files
    List<String> flags(Path context) {
        var flags = new ArrayList<String>();
        for (var part : of("build")) flags.addAll(List.of(part.argument().split(" ", -1)));
        for (var part : of("secret")) {
            flags.add("--secret");
            flags.add("id=" + part.argument() + ",src=" + secret(context, part));
        }
        return flags;
    }

    /// Whether only BuildKit can build it.
    boolean isForBuildKit() {
        return !of("secret").isEmpty();
    }

    /// Beside the context, so that it is no part of it.
    private static Path secret(Path context, Part part) {
        return context.resolveSibling(context.getFileName() + "-" + part.argument());
    }

    /// Makes a directory with the files and runs its commands there.
    Path prepared(Path parent) throws IOException {
        var context = Files.createTempDirectory(parent, "case-");
        for (var part : of("shell")) {
            var outcome = CommandOutcome.of("sh", "-c", "cd " + context + " && " + part.argument());
            assertThat(outcome.code()).as(outcome.toString()).isZero();
        }
        context(context);
        return context;
    }

    private void context(Path directory) {
        try {
            for (var part : parts) {
                switch (part.kind()) {
                    case "Dockerfile" -> write(directory.resolve("Dockerfile"), part.text());
                    case "file" -> file(directory, part);
                    case "secret" -> write(secret(directory, part), part.text());
                    case "link" -> {
                        var words = part.argument().split(" ", 2);
                        Files.createSymbolicLink(directory.resolve(words[0]), Path.of(words[1]));
                    }
                    default -> {
                        // not of the context
                    }
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void file(Path directory, Part part) throws IOException {
        var name = part.argument();
        var mode = "644";
        if (name.matches(".* [0-7]{3}")) {
            mode = name.substring(name.length() - 3);
            name = name.substring(0, name.length() - 4);
        }
        var file = write(directory.resolve(name), part.text());
        var bits = new StringBuilder();
        for (int digit : mode.chars().toArray()) {
            for (int bit = 2; bit >= 0; bit--) {
                bits.append((digit - '0' >> bit & 1) == 1 ? "xwr".charAt(bit) : '-');
            }
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(bits.toString()));
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
