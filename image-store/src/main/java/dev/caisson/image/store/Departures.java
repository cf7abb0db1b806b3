package dev.caisson.image.store;

import dev.caisson.image.Image;
import dev.caisson.image.ImageChange;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageStore.Pruned;
import dev.caisson.image.ImageStore.Removal;
import dev.caisson.image.ImageUse;
import dev.caisson.image.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
                    if (isOne(old, image)) return without(old, image, use, how, changes);
                    var users = users(old, image, use);
                    var decision = RemovalRules.decide(image, match.name(), users, how.force());
                    return removed(old, image, decision, changes);
                });
        long _ = sweep(use);
        return changes;
    }

    /// Removes what an index has for some platforms; with the last one the image.
    List<ImageChange> remove(String nameOrId, List<Platform> platforms, Removal how, ImageUse use)
            throws IOException {
        var changes = new ArrayList<ImageChange>();
        for (var platform : platforms) {
            var image = inventory.resolve(nameOrId, platform);
            if (inventory.target(image).images().size() == 1) {
                changes.addAll(remove(nameOrId, how, use));
                continue;
            }
            inventory.change(old -> without(old, image, use, how, changes));
        }
        long _ = sweep(use);
        return changes;
    }

    // One of an index that its names do not stand for.
    private boolean isOne(Catalogue old, Image image) {
        var target = inventory.documents().of(old).get(image.target().digest());
        return target != null && !target.main().id().equals(image.id());
    }

    private Catalogue without(
            Catalogue old, Image image, ImageUse use, Removal how, List<ImageChange> changes) {
        RemovalRules.requireUnused(image, use.usersOf(image.id()), how.force());
        var target = inventory.documents().of(old).get(image.target().digest());
        if (target == null) return old;
        var left = new HashSet<>(target.kept());
        left.remove(image.manifest().digest());
        changes.add(new ImageChange.Deleted(image.id()));
        return old.keepingOnly(target.descriptor().digest(), left);
    }

    // Containers of every platform's image stand on what has the name.
    private List<ImageUse.User> users(Catalogue old, Image image, ImageUse use) {
        var ids = new LinkedHashSet<ImageId>();
        for (var target : inventory.documents().of(old).values()) {
            if (target.main().id().equals(image.id())) ids.addAll(target.ids());
        }
        var users = new ArrayList<ImageUse.User>();
        for (var id : ids) users.addAll(use.usersOf(id));
        return users;
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
        if (current.isEmpty()) return old;
        var users = users(old, candidate, use);
        if (!users.isEmpty()) return withoutSpare(old, current.get(), candidate, users, changes);
        // A candidate carries the names that matched; one with others keeps them.
        var all = new ArrayList<>(current.get().tags());
        all.addAll(current.get().repoDigests());
        var matched = new ArrayList<>(candidate.tags());
        matched.addAll(candidate.repoDigests());
        all.removeAll(matched);
        return removed(old, candidate, new RemovalRules.Decision(matched, all.isEmpty()), changes);
    }

    // The image of a container stays, with one name at least.
    private Catalogue withoutSpare(
            Catalogue old,
            Image current,
            Image candidate,
            List<ImageUse.User> users,
            List<ImageChange> changes) {
        var changed = old;
        for (var name : RemovalRules.spare(current.tags(), candidate.tags(), users)) {
            var image = inventory.lookup(changed).require(name.toString()).image();
            var decision = RemovalRules.decide(image, name, users, false);
            changed = removed(changed, image, decision, changes);
        }
        return changed;
    }

    private Catalogue removed(
            Catalogue old, Image image, RemovalRules.Decision decision, List<ImageChange> changes) {
        var changed = old;
        for (var name : decision.names()) {
            changed = changed.without(name);
            changes.add(new ImageChange.Untagged(image.id(), name.familiar()));
        }
        if (!decision.image()) return changed;
        for (var target : inventory.documents().of(old).values()) {
            if (!target.main().id().equals(image.id())) continue;
            changed = changed.without(target.descriptor().digest());
        }
        changes.add(new ImageChange.Deleted(image.id()));
        return changed;
    }
}
