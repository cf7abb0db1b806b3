package dev.caisson.build.context;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.build.ListedFile;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.image.Digest;
import dev.caisson.storage.EntryDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Digests a part of a kept context without reading its files: the index knows what is in them.
/// Comes to the same as [dev.caisson.storage.TreeDigest].
final class IndexDigest {
    private static final int FILE = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int LINK = 0120777;

    /// The root is made by the engine.
    private static final int ROOT = DIRECTORY | 0755;

    private final EntryDigest into = new EntryDigest();
    private final Deque<String> open = new ArrayDeque<>();
    private final Predicate<String> excluded;
    private final String start;
    private @Nullable String skipped;

    private IndexDigest(String start, Predicate<String> excluded) {
        this.start = start;
        this.excluded = excluded;
    }

    /// @param place from the root, with no link on the way, one character a byte; empty for all
    /// @param excluded paths beneath the place that are left out
    static Digest of(ContextIndex index, String place, Predicate<String> excluded) {
        var digest = new IndexDigest(place, excluded);
        if (place.isEmpty()) {
            digest.into.begin("", ROOT, 0, 0);
        } else {
            var item = index.find(place);
            if (item.isEmpty()) {
                throw Faults.of(FaultCode.ARCHIVE_PATH_MISSING, "/" + place, "the context");
            }
            digest.emit(item.get(), "");
            if (item.get().file().kind() != ListedFile.Kind.DIRECTORY) return digest.into.end();
        }
        index.beneath(place, digest::beneath);
        while (!digest.open.isEmpty()) digest.leave();
        digest.into.endDirectory();
        return digest.into.end();
    }

    private void beneath(ContextIndex.Item item) {
        var path = item.path().substring(start.isEmpty() ? 0 : start.length() + 1);
        if (skipped != null && ContextIndex.isBeneath(path, skipped)) return;
        skipped = null;
        if (excluded.test(new String(path.getBytes(ISO_8859_1), UTF_8))) {
            skipped = path;
            return;
        }
        while (!open.isEmpty() && !ContextIndex.isBeneath(path, open.peek())) leave();
        emit(item, path);
        if (item.file().kind() == ListedFile.Kind.DIRECTORY) open.push(path);
    }

    private void leave() {
        open.pop();
        into.endDirectory();
    }

    private void emit(ContextIndex.Item item, String path) {
        var file = item.file();
        switch (file.kind()) {
            case DIRECTORY -> into.begin(path, DIRECTORY | file.permissions(), 0, 0);
            case LINK -> {
                into.begin(path, LINK, 0, 0);
                into.link(file.link().latin1());
            }
            case FILE, HARD_LINK -> {
                into.begin(path, FILE | file.permissions(), 0, 0);
                into.file(file.size(), item.digest());
            }
            case OTHER -> throw new IllegalStateException("it is not kept");
        }
    }
}
