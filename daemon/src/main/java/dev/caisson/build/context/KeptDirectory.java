package dev.caisson.build.context;

import dev.caisson.build.BuildClient;
import dev.caisson.dockerfile.ignore.IgnoreRules;
import dev.caisson.image.Digest;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.TreeView;
import dev.caisson.tar.RawText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// A part of a client's directory that is kept from build to build.
///
/// Another part is another directory here, so that two Dockerfiles do not take each other's files
/// away; what the rules exclude may change.
final class KeptDirectory implements BuildContext.Rest, BuildContext.Contents {
    private final BuildClient client;
    private final BuildClient.Selection selection;
    private final IgnoreRules rules;
    private final KeptContexts.Slot slot;
    private final ContainerTree tree;
    private volatile ContextIndex index;
    private boolean isWhole;

    private KeptDirectory(
            BuildClient client,
            BuildClient.Selection selection,
            IgnoreRules rules,
            KeptContexts.Slot slot)
            throws IOException, InterruptedException {
        this.client = client;
        this.selection = selection;
        this.rules = rules;
        this.slot = slot;
        index = first();
        // Nothing was left out.
        isWhole = selection.follow().isEmpty();
        tree = slot.tree();
    }

    static BuildContext open(
            KeptContexts contexts,
            BuildClient client,
            BuildClient.Selection selection,
            IgnoreRules rules)
            throws IOException, InterruptedException {
        var slot = contexts.take(key(client, selection), description(selection));
        try {
            var kept = new KeptDirectory(client, selection, rules, slot);
            return new BuildContext(slot::close, kept.tree, kept, kept);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            slot.close();
            throw failed;
        }
    }

    private static String key(BuildClient client, BuildClient.Selection selection) {
        var key = new StringBuilder();
        add(key, List.of(client.sharedKey(), selection.directory()));
        add(key, selection.includes());
        add(key, selection.follow());
        return key.toString();
    }

    private static void add(StringBuilder key, List<String> words) {
        key.append(words.size()).append(';');
        for (var word : words) key.append(word.length()).append(':').append(word);
    }

    private static String description(BuildClient.Selection selection) {
        return "local source for " + selection.directory();
    }

    private ContextIndex first() throws IOException, InterruptedException {
        try {
            return sync(selection);
        } catch (ContextIndex.Damaged damaged) {
            // It is a cache: all is fetched again.
            slot.clear();
            return sync(selection);
        }
    }

    private ContextIndex sync(BuildClient.Selection wanted)
            throws IOException, InterruptedException {
        try (var sync = new ContextSync(slot, rules)) {
            client.copy(wanted, sync);
            return sync.end();
        }
    }

    @Override
    public synchronized void fetch() throws IOException, InterruptedException {
        if (isWhole) return;
        index =
                sync(
                        new BuildClient.Selection(
                                selection.directory(),
                                selection.includes(),
                                selection.excludes(),
                                List.of()));
        isWhole = true;
    }

    @Override
    public synchronized Optional<List<String>> names(String directory)
            throws IOException, InterruptedException {
        if (isWhole) return Optional.empty();
        return Optional.of(ClientNames.in(directory, client, selection));
    }

    @Override
    public Digest of(String path, Predicate<String> excluded) {
        var place = new TreeView(tree).find(path).map(TreeView.Entry::place).orElse(path);
        return IndexDigest.of(index, RawText.ofText(place.substring(1)).latin1(), excluded);
    }
}
