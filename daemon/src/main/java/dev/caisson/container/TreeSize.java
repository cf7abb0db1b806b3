package dev.caisson.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// Counts the bytes of regular files below a directory, following no link.
final class TreeSize extends SimpleFileVisitor<Path> {
    private long bytes;

    private TreeSize() {}

    static long of(Path tree) {
        var size = new TreeSize();
        try {
            Files.walkFileTree(tree, size);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return size.bytes;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) bytes += attributes.size();
        return FileVisitResult.CONTINUE;
    }

    /// A running container may take files away meanwhile.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) {
        return FileVisitResult.CONTINUE;
    }
}
