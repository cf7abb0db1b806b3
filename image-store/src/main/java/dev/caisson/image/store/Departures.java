package dev.caisson.image.store;

import dev.caisson.image.Image;
import dev.caisson.image.ImageChange;
import dev.caisson.image.ImageStore.Pruned;
import dev.caisson.image.ImageStore.Removal;
import dev.caisson.image.ImageUse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How images go: the catalogue names them no more, then what was only theirs is removed.
final class Departures {
    private final Inventory inventory;
    private final Sweep sweep;

    Departures(Inventory inventory, Sweep sweep) {
        this.inventory = inventory;
        this.sweep = sweep;
    }

    List<ImageChange> remove(String nameOrId, Removal how, ImageUse use) throws IOException {
        var changes = new ArrayList<ImageChange>();
        inventory.change(
                old -> {
                    changes.clear();
                    var match = inventory.lookup(old).require(nameOrId);
                    var image = match.image();
                    var decision =
                            RemovalRules.decide(
                                    image, match.name(), use.usersOf(image.id()), how.force());
                    return removed(old, image, decision, changes);
                });
        long _ = sweep(use);
        return changes;
    }

    /// @param candidates with the names that may go
    Pruned prune(List<Image> candidates, ImageUse use) throws IOException {
        var changes = new ArrayList<ImageChange>();
        inventory.change(
                old -> {
                    changes.clear();
                    var changed = old;
                    for (var image : candidates) changed = pruned(changed, image, use, changes);
                    return changed;
                });
        return new Pruned(changes, sweep(use));
    }

    /// Makes room: what nothing needs first, then what unfinished pulls have brought, then images
    /// without a name that no container uses, the oldest first, until it is enough.
    Pruned reclaim(long wanted, ImageUse use) throws IOException {
        var changes = new ArrayList<ImageChange>();
        long freed = sweep(use);
        if (freed < wanted && inventory.pending().forget()) freed += sweep(use);
        var dangling =
                inventory.images().stream()
                        .filter(Image::isDangling)
                        .sorted(Comparator.comparing(Image::created))
                        .toList();
        for (var image : dangling) {
            if (freed >= wanted) break;
            var pruned = prune(List.of(image), use);
            changes.addAll(pruned.changes());
            freed += pruned.reclaimed();
        }
        return new Pruned(changes, freed);
    }

    long sweep(ImageUse use) throws IOException {
        return sweep.all(inventory.needed(), use.layersInUse());
    }

    private Catalogue pruned(
            Catalogue old, Image candidate, ImageUse use, List<ImageChange> changes) {
        var id = candidate.id();
        var current =
                inventory.images(old).stream().filter(image -> image.id().equals(id)).findFirst();
        if (current.isEmpty() || !use.usersOf(id).isEmpty()) return old;
        // A candidate carries the names that matched; one with others keeps them.
        var all = new ArrayList<>(current.get().tags());
        all.addAll(current.get().repoDigests());
        var matched = new ArrayList<>(candidate.tags());
        matched.addAll(candidate.repoDigests());
        all.removeAll(matched);
        return removed(old, candidate, new RemovalRules.Decision(matched, all.isEmpty()), changes);
    }

    private Catalogue removed(
            Catalogue old, Image image, RemovalRules.Decision decision, List<ImageChange> changes) {
        var changed = old;
        for (var name : decision.names()) {
            changed = changed.without(name);
            changes.add(new ImageChange.Untagged(image.id(), name.familiar()));
        }
        if (!decision.image()) return changed;
        for (var stored : inventory.documents().of(old).values()) {
            if (!stored.id().equals(image.id())) continue;
            changed = changed.without(stored.descriptor().digest());
        }
        changes.add(new ImageChange.Deleted(image.id()));
        return changed;
    }
}
