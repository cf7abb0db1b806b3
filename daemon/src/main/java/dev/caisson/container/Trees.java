package dev.caisson.container;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Objects;

/// Deletes directories that containers have written to: by directory descriptors, so that neither a
/// symbolic link leads away nor a depth beyond the longest path stops it.
final class Trees {
    private static final int MOST_OPEN = 64;

    private Trees() {}

    /// Nothing happens when it does not exist.
    ///
    /// @throws Internal `TREE_NOT_DELETED`
    static void delete(Path tree) {
        try {
            if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) return;
            if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
                while (!emptied(tree)) {
                    // a deep tree is made flatter, one round after the other
                }
            }
            Files.deleteIfExists(tree);
        } catch (IOException failure) {
            throw new Internal(failure, FaultCode.TREE_NOT_DELETED, tree, String.valueOf(failure));
        }
    }

    /// Deletes what is in a directory.
    ///
    /// @throws Internal `TREE_NOT_DELETED`
    static void clear(Path tree) {
        try {
            while (!emptied(tree)) {
                // as above
            }
        } catch (IOException failure) {
            throw new Internal(failure, FaultCode.TREE_NOT_DELETED, tree, String.valueOf(failure));
        }
    }

    /// @return false when what is deepest was moved up and another round is needed
    private static boolean emptied(Path tree) throws IOException {
        try (var stream = Files.newDirectoryStream(tree)) {
            if (!(stream instanceof SecureDirectoryStream<Path> root)) {
                throw new IOException("no directory descriptors on this platform");
            }
            return empty(root, root, new ArrayDeque<>());
        }
    }

    private static boolean empty(
            SecureDirectoryStream<Path> root,
            SecureDirectoryStream<Path> directory,
            ArrayDeque<Path> above)
            throws IOException {
        boolean complete = true;
        var children = new ArrayList<Path>();
        for (var entry : directory) children.add(Objects.requireNonNull(entry.getFileName()));
        for (var name : children) {
            if (!isDirectory(directory, name)) {
                remove(directory, name, false);
                continue;
            }
            if (above.size() >= MOST_OPEN) {
                directory.move(name, root, Path.of(".deep-" + System.nanoTime()));
                complete = false;
                continue;
            }
            above.push(name);
            try (var child = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                complete &= empty(root, child, above);
            } finally {
                above.pop();
            }
            remove(directory, name, true);
        }
        return complete;
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        try {
            return directory
                    .getFileAttributeView(
                            name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .isDirectory();
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static void remove(
            SecureDirectoryStream<Path> directory, Path name, boolean isDirectory)
            throws IOException {
        try {
            if (isDirectory) directory.deleteDirectory(name);
            else directory.deleteFile(name);
        } catch (NoSuchFileException gone) {
            // somebody was faster
        }
    }
}
