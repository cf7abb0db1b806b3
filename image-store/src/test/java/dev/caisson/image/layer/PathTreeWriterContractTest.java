package dev.caisson.image.layer;

import java.nio.file.Path;

/// Holds the fake to the contract, so that what is tested with it means something.
class PathTreeWriterContractTest extends TreeWriterContract {
    private PathTreeWriter writer = new PathTreeWriter(Path.of("."));

    @Override
    protected TreeWriter writer(Path root) {
        writer = new PathTreeWriter(root);
        return writer;
    }

    @Override
    protected String mark(String place) {
        return writer.facts.getOrDefault(place, "");
    }
}
