package dev.caisson.build.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.build.FileReceiver;
import dev.caisson.build.ListedFile;
import dev.caisson.build.ListedFile.Kind;
import dev.caisson.dockerfile.ignore.IgnoreRules;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Sha256;
import dev.caisson.image.layer.TreePath;
import dev.caisson.storage.MirroredTree;
import dev.caisson.tar.RawText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a kept tree like a client's directory: goes through the index of what is there and through
/// what the client lists side by side, and wants the content of what is new or looks different.
///
/// 1. Both come in the same order, so neither is held in memory; nor is what is still wanted, which
///    is read back from the new index.
/// 2. Before the tree is changed for the first time it loses its index ([KeptContexts.Slot#spoil]):
///    a tree without one is thrown away.
/// 3. A file looks the same when kind, permissions, size, time and link are the same. One that does
///    not is replaced, never changed.
/// 4. What the rules exclude is not taken, whatever the client lists.
///
/// For one thread.
final class ContextSync implements FileReceiver, AutoCloseable {
    private static final int DEEPEST = 1000;
    private static final int LONGEST_PATH = 4096;
    private static final int MOST_FILES = 1 << 22;
    private static final byte[] EMPTY = Sha256.start().digest();

    private final KeptContexts.Slot slot;
    private final IgnoreRules rules;
    private final MirroredTree tree;
    private final ContextIndex.Writer writer;
    private final OldFiles old;
    private final Map<Long, Coming> coming = new HashMap<>();
    private final Order order = new Order();
    private final Demand demand = new Demand();
    private final Changes changes = new Changes();

    /// What was listed.
    private static final class Order {
        long files;
        long bytes;
        String last = "";

        /// A directory that is not taken.
        @Nullable String skipped;
    }

    /// What is wanted and was not told yet.
    private static final class Demand {
        long files;
        long last;
        ContextIndex.@Nullable Reader reader;
    }

    private static final class Changes {
        boolean any;
        boolean files;
        boolean links;
    }

    /// A file whose content comes.
    private static final class Coming {
        final ContextIndex.Item item;
        final long position;
        final MirroredTree.File file;
        final MessageDigest digest = Sha256.start();
        long come;

        Coming(ContextIndex.Item item, long position, MirroredTree.File file) {
            this.item = item;
            this.position = position;
            this.file = file;
        }
    }

    /// What is there, until it is seen whether the client has it still.
    private static final class OldFiles implements AutoCloseable {
        private final ContextIndex.@Nullable Reader reader;
        ContextIndex.@Nullable Item item;

        /// A directory of which nothing is there any more.
        @Nullable String removed;

        OldFiles(ContextIndex.@Nullable Reader reader) throws IOException {
            this.reader = reader;
            next();
        }

        void next() throws IOException {
            do {
                item = reader == null ? null : reader.next();
            } while (item != null
                    && removed != null
                    && ContextIndex.isBeneath(item.path(), removed));
        }

        @Override
        public void close() throws IOException {
            if (reader != null) reader.close();
        }
    }

    ContextSync(KeptContexts.Slot slot, IgnoreRules rules) throws IOException {
        this.slot = slot;
        this.rules = rules;
        tree = slot.mirror();
        writer = slot.newIndex();
        old = new OldFiles(slot.oldIndex());
    }

    @Override
    public void listed(ListedFile file) throws IOException {
        long number = order.files++;
        var path = file.path().latin1();
        check(file, path);
        order.last = path;
        var above = order.skipped;
        if (above != null && ContextIndex.isBeneath(path, above)) return;
        order.skipped = null;
        if (file.kind() == Kind.OTHER) return;
        if (isExcluded(file)) {
            if (file.kind() == Kind.DIRECTORY) order.skipped = path;
            return;
        }
        order.bytes += file.kind() == Kind.FILE ? file.size() : 0;
        removeBefore(path);
        var there = old.item;
        if (there == null || !there.path().equals(path)) {
            add(number, file);
            return;
        }
        if (isSame(there.file(), file)) {
            long _ = writer.add(new ContextIndex.Item(file, false, there.digest()));
        } else if (there.file().kind() == Kind.DIRECTORY && file.kind() == Kind.DIRECTORY) {
            change();
            tree.permissions(path(path), file.permissions());
            long _ = writer.add(new ContextIndex.Item(file, false, ContextIndex.Item.NONE));
        } else {
            remove(there);
            add(number, file);
        }
        old.next();
    }

    private void check(ListedFile file, String path) {
        boolean tooLong =
                path.length() > LONGEST_PATH || file.link().latin1().length() > LONGEST_PATH;
        if (tooLong || path.isEmpty() || file.size() < 0) {
            throw refused("the client has a file that cannot be");
        }
        if (!order.last.isEmpty() && ContextIndex.compare(order.last, path) >= 0) {
            throw refused(file.path() + " is out of order");
        }
        if (order.files > MOST_FILES) {
            throw refused("it has more than " + MOST_FILES + " files: use a .dockerignore");
        }
    }

    private boolean isExcluded(ListedFile file) {
        if (rules.isEmpty()) return false;
        var name = new String(file.path().bytes(), UTF_8);
        if (!rules.excludes(name)) return false;
        return file.kind() != Kind.DIRECTORY || !rules.mayHoldExceptions(name);
    }

    private boolean isSame(ListedFile there, ListedFile file) {
        if (file.kind() != there.kind()) return false;
        return switch (file.kind()) {
            case FILE -> there.equals(file);
            // Its target may be another file now.
            case HARD_LINK -> !changes.files && there.equals(file);
            case LINK -> there.link().equals(file.link()) && there.modified() == file.modified();
            case DIRECTORY ->
                    there.permissions() == file.permissions()
                            && there.modified() == file.modified();
            case OTHER -> false;
        };
    }

    private void change() throws IOException {
        if (!changes.any) slot.spoil();
        changes.any = true;
    }

    /// Removes what comes before a path and so was not listed.
    private void removeBefore(String path) throws IOException {
        for (var there = old.item; there != null; there = old.item) {
            if (ContextIndex.compare(there.path(), path) >= 0) return;
            remove(there);
            old.next();
        }
    }

    private void remove(ContextIndex.Item there) throws IOException {
        change();
        var kind = there.file().kind();
        if (kind == Kind.FILE) changes.files = true;
        if (kind == Kind.DIRECTORY) {
            changes.files = true;
            old.removed = there.path();
        }
        tree.remove(path(there.path()));
    }

    private void add(long number, ListedFile file) throws IOException {
        change();
        var path = path(file.path().latin1());
        var none = ContextIndex.Item.NONE;
        switch (file.kind()) {
            case DIRECTORY -> {
                tree.directory(path, file.permissions());
                long _ = writer.add(new ContextIndex.Item(file, false, none));
            }
            case LINK -> {
                tree.link(path, file.link(), file.modified());
                long _ = writer.add(new ContextIndex.Item(file, false, none));
            }
            case HARD_LINK -> {
                changes.links = true;
                long _ = writer.add(new ContextIndex.Item(file, true, none));
            }
            case FILE -> {
                changes.files = true;
                if (file.size() == 0) {
                    tree.file(path).end(file.permissions(), file.modified());
                    long _ = writer.add(new ContextIndex.Item(file, false, EMPTY));
                } else {
                    want(writer.add(new ContextIndex.Item(file, true, numbered(number))));
                }
            }
            case OTHER -> throw new IllegalStateException("it is not taken");
        }
    }

    /// Until its content has come, the number of a file is kept in the place of the digest.
    private static byte[] numbered(long number) {
        return ByteBuffer.allocate(ContextIndex.DIGEST).putLong(number).array();
    }

    private void want(long position) throws IOException {
        if (demand.files++ == 0) {
            closeReader();
            demand.reader = new ContextIndex.Reader(writer.path(), position);
        }
        demand.last = position;
    }

    @Override
    public @Nullable Wanted wanted() throws IOException {
        var reader = demand.reader;
        if (demand.files == 0 || reader == null) return null;
        writer.flush(demand.last);
        while (true) {
            var item = reader.next();
            if (item == null) throw new IOException("the index of a context was cut off");
            if (!item.isComing() || item.file().kind() != Kind.FILE) continue;
            demand.files--;
            long number = ByteBuffer.wrap(item.digest()).getLong();
            var made = tree.file(path(item.path()));
            coming.put(number, new Coming(item, reader.at(), made));
            return new Wanted(number, item.file().size());
        }
    }

    @Override
    public void content(long number, byte[] bytes) {
        var file = of(number);
        file.come += bytes.length;
        if (file.come > file.item.file().size()) throw changed(file);
        file.file.write(bytes, 0, bytes.length);
        file.digest.update(bytes);
    }

    @Override
    public void whole(long number) throws IOException {
        var file = of(number);
        var listed = file.item.file();
        if (file.come < listed.size()) throw changed(file);
        coming.remove(number);
        file.file.end(listed.permissions(), listed.modified());
        writer.change(file.position, new ContextIndex.Item(listed, false, file.digest.digest()));
    }

    private Coming of(long number) {
        var file = coming.get(number);
        if (file == null) throw refused("the client sends what was not asked for");
        return file;
    }

    /// Everything was listed and what is wanted has come.
    ///
    /// @return the index of what is there now
    ContextIndex end() throws IOException {
        if (demand.files > 0 || !coming.isEmpty()) throw new IOException("content is missing");
        for (var there = old.item; there != null; there = old.item) {
            remove(there);
            old.next();
        }
        if (changes.any) {
            writer.flush(Long.MAX_VALUE);
            if (changes.links) hardLinks();
            directoryTimes();
        }
        return slot.settle(writer, order.bytes);
    }

    private void hardLinks() throws IOException {
        var index = writer.index(writer.path());
        try (var reader = ContextIndex.Reader.first(writer.path())) {
            for (var item = reader.next(); item != null; item = reader.next()) {
                if (!item.isComing()) continue;
                var link = item.file();
                var target = index.find(link.link().latin1());
                boolean isFile =
                        target.isPresent()
                                && target.get().file().kind() == Kind.FILE
                                && ContextIndex.compare(target.get().path(), item.path()) < 0;
                if (!isFile) throw refused(link.path() + " is a link to no file");
                tree.hardLink(path(item.path()), path(target.get().path()));
                var digest = target.get().digest();
                writer.change(reader.at(), new ContextIndex.Item(link, false, digest));
            }
        }
    }

    private void directoryTimes() throws IOException {
        try (var reader = ContextIndex.Reader.first(writer.path())) {
            for (var item = reader.next(); item != null; item = reader.next()) {
                if (item.file().kind() != Kind.DIRECTORY) continue;
                tree.directoryTime(path(item.path()), item.file().modified());
            }
        }
    }

    private static TreePath path(String raw) {
        var text = new RawText(raw);
        try {
            var path = TreePath.parse(text, DEEPEST);
            // `a//b` and `a/b` would be two files in the index and one in the tree.
            if (String.join("/", path.rawNames()).equals(raw)) return path;
        } catch (InvalidInput elsewhere) {
            throw new InvalidInput(
                    elsewhere, FaultCode.BUILD_CONTEXT_INVALID, "a file is called " + text);
        }
        throw refused("a file is called " + text);
    }

    private static InvalidInput changed(Coming file) {
        return refused(file.item.file().path() + " was changed while it was read");
    }

    static InvalidInput refused(String why) {
        return new InvalidInput(FaultCode.BUILD_CONTEXT_INVALID, why);
    }

    private void closeReader() throws IOException {
        if (demand.reader != null) demand.reader.close();
        demand.reader = null;
    }

    @Override
    public void close() throws IOException {
        try (tree;
                writer;
                old) {
            for (var file : coming.values()) file.file.close();
            closeReader();
        }
    }
}
