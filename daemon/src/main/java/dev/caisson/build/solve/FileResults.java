package dev.caisson.build.solve;

import dev.caisson.image.StoredLayer;
import dev.caisson.storage.TreeArchive;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;

/// Gives the client the files of a result, where it wants files.
final class FileResults {
    private final Work work;
    private final List<StoredLayer> layers;

    FileResults(Work work, State state) {
        this.work = work;
        layers = state.layers();
    }

    void write() throws IOException, InterruptedException {
        var outputs = work.request().outputs();
        var client = work.request().surroundings().client();
        for (int number = 0; number < outputs.size(); number++) {
            switch (outputs.get(number).type()) {
                case "tar" -> {
                    try (var out = client.result(number)) {
                        tar(out);
                    }
                }
                case "local" -> {
                    // The client asks for files in an order of its own: they wait on the disk.
                    try (var space = work.tools().spaces().make()) {
                        var file = space.upper().resolve("result.tar");
                        try (var out = Files.newOutputStream(file)) {
                            tar(out);
                        }
                        client.results(number, file);
                    }
                }
                default -> {
                    // of an image
                }
            }
        }
    }

    private void tar(OutputStream out) throws IOException {
        try (var trees = Trees.of(work, layers)) {
            new TreeArchive(trees.tree()).writeAll(out);
        }
    }
}
