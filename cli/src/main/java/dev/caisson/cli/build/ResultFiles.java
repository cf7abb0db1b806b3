package dev.caisson.cli.build;

import dev.caisson.cli.json.Json;
import dev.caisson.cli.tar.FileTree;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes the files that are the result of a build to where the user wants them.
///
/// What comes waits in a file beside its place until all of it is there: of a build that fails
/// there is nothing. Names and links in it are the daemon's, and lead nowhere but beneath the
/// directory that was asked for.
final class ResultFiles implements AutoCloseable {
    private final List<Output> outputs;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<Integer, Path> begun = new HashMap<>();
    private final Map<Integer, OutputStream> open = new HashMap<>();

    /// @param out standard output
    ResultFiles(List<Output> outputs, PrintStream out, PrintStream err) {
        this.outputs = List.copyOf(outputs);
        this.out = out;
        this.err = err;
    }

    /// Takes a line of the daemon's, when it is a piece of a file.
    void take(Object part) throws IOException {
        if (!(Json.at(part, "file") instanceof Number number)) return;
        int index = number.intValue();
        if (index < 0 || index >= outputs.size() || !outputs.get(index).isFile()) {
            throw new IOException("the daemon sends a file that was not asked for");
        }
        var bytes = Base64.getDecoder().decode(Json.text(part, "data"));
        stream(index).write(bytes);
    }

    private OutputStream stream(int index) throws IOException {
        var known = open.get(index);
        if (known != null) return known;
        var output = outputs.get(index);
        OutputStream stream;
        if (output.isStandard()) {
            stream = out;
        } else {
            var place = Path.of(output.place()).toAbsolutePath();
            var directory = output.isArchive() ? place.getParent() : place;
            if (directory == null) directory = place;
            Files.createDirectories(directory);
            var waiting = Files.createTempFile(directory, ".caisson-", ".tar");
            begun.put(index, waiting);
            stream = Files.newOutputStream(waiting);
        }
        open.put(index, stream);
        return stream;
    }

    /// The build is done: everything is put where it belongs.
    void finish() throws IOException {
        for (int index = 0; index < outputs.size(); index++) {
            var output = outputs.get(index);
            if (!output.isFile()) continue;
            var stream = open.get(index);
            // A cache without layers is not written.
            if (stream == null && output.isCache()) continue;
            if (stream == null) throw new IOException("the daemon has sent no result");
            stream.flush();
            if (output.isStandard()) continue;
            stream.close();
            var waiting = begun.get(index);
            if (waiting == null) continue;
            if (output.isCache()) keep(waiting, Path.of(output.place()));
            else if (output.type().equals("local")) unpack(waiting, Path.of(output.place()));
            else move(waiting, Path.of(output.place()));
        }
    }

    /// What the index of a layout had under other tags stays.
    private void keep(Path tar, Path directory) throws IOException {
        var index = directory.resolve(Layout.INDEX);
        byte[] before = Files.exists(index) ? Files.readAllBytes(index) : null;
        unpack(tar, directory);
        Files.write(index, Layout.merged(before, Files.readAllBytes(index)));
    }

    private void unpack(Path tar, Path directory) throws IOException {
        try (var in = Files.newInputStream(tar)) {
            new FileTree(
                            directory.toRealPath(),
                            false,
                            left -> err.println("cannot make " + left + ": it is left out"))
                    .extract(in, name -> name);
        }
    }

    private static void move(Path waiting, Path place) throws IOException {
        Files.setAttribute(waiting, "unix:mode", 0644);
        Files.move(waiting, place.toAbsolutePath(), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        for (var entry : open.entrySet()) {
            if (!outputs.get(entry.getKey()).isStandard()) entry.getValue().close();
        }
        for (var waiting : begun.values()) {
            boolean _ = Files.deleteIfExists(waiting);
        }
    }
}
