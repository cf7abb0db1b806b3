package dev.caisson.image.store;

import dev.caisson.fault.Conflict;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Image;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a removal takes away: decided here, done by the store. Source: moby
/// daemon/images/image_delete.go.
final class RemovalRules {
    private RemovalRules() {}

    /// @param names to take away
    /// @param image whether the image itself goes
    record Decision(List<ImageReference> names, boolean image) {
        Decision {
            names = List.copyOf(names);
        }
    }

    /// @param name by which the image was asked for; null when it was its ID
    /// @throws Conflict `IMAGE_NAME_USED`, `IMAGE_DELETE_MUST_FORCE`, `IMAGE_DELETE_CANNOT_FORCE`
    static Decision decide(
            Image image, @Nullable ImageReference name, List<ImageUse.User> users, boolean force) {
        var all = new ArrayList<>(image.tags());
        all.addAll(image.repoDigests());
        if (name != null) return byName(image, name, all, users, force);

        boolean single = isSingle(all);
        var conflict = conflict(image, users, force, single ? 0 : all.size());
        if (conflict != null) throw conflict;
        return new Decision(all, true);
    }

    /// The names of an image in use that nobody needs: none of those its containers were asked for
    /// with; without any of these the last one is kept. Source: moby daemon/images/image_prune.go
    ///
    /// @param matched those that may go
    static List<ImageReference> spare(
            List<ImageReference> all, List<ImageReference> matched, List<ImageUse.User> users) {
        var kept =
                all.stream()
                        .filter(name -> users.stream().anyMatch(user -> isAsked(name, user)))
                        .collect(Collectors.toCollection(ArrayList::new));
        var sorted = Comparator.comparing(ImageReference::toString);
        if (kept.isEmpty()) all.stream().max(sorted).ifPresent(kept::add);
        return matched.stream().filter(name -> !kept.contains(name)).sorted(sorted).toList();
    }

    private static boolean isAsked(ImageReference name, ImageUse.User user) {
        try {
            return ImageReference.parse(user.image()).equals(name);
        } catch (InvalidInput id) {
            return false; // with its algorithm in front an ID is no name
        }
    }

    private static Decision byName(
            Image image,
            ImageReference name,
            List<ImageReference> all,
            List<ImageUse.User> users,
            boolean force) {
        if (!force && isSingle(all) && !users.isEmpty()) {
            throw new Conflict(
                    FaultCode.IMAGE_NAME_USED,
                    name.familiar(),
                    users.getFirst().shortForm(),
                    image.id().shortForm());
        }
        var gone = new ArrayList<ImageReference>();
        gone.add(name);
        var left = new ArrayList<>(all);
        left.remove(name);
        // A digest of a repository without a tag in it names nothing a user wrote.
        boolean tagLeft =
                left.stream().anyMatch(one -> one.tag() != null && one.isSameRepository(name));
        if (name.tag() != null && !tagLeft) {
            for (var one : List.copyOf(left)) {
                if (!one.isSameRepository(name)) continue;
                gone.add(one);
                left.remove(one);
            }
        }
        if (!left.isEmpty()) return new Decision(gone, false);
        var conflict = conflict(image, users, force, 0);
        if (conflict == null) return new Decision(gone, true);
        // Its last name goes, but a container stands on the image: it stays without one.
        if (force) return new Decision(gone, false);
        throw conflict;
    }

    /// @throws Conflict `IMAGE_DELETE_MUST_FORCE`, `IMAGE_DELETE_CANNOT_FORCE`
    static void requireUnused(Image image, List<ImageUse.User> users, boolean force) {
        var conflict = conflict(image, users, force, 0);
        if (conflict != null) throw conflict;
    }

    private static @Nullable Conflict conflict(
            Image image, List<ImageUse.User> users, boolean force, int names) {
        for (var user : users) {
            if (!user.running()) continue;
            return new Conflict(
                    FaultCode.IMAGE_DELETE_CANNOT_FORCE,
                    image.id().shortForm(),
                    "image is being used by running container " + user.shortForm());
        }
        if (force) return null;
        if (names > 0) {
            return new Conflict(
                    FaultCode.IMAGE_DELETE_MUST_FORCE,
                    image.id().shortForm(),
                    "image is referenced in multiple repositories");
        }
        for (var user : users) {
            return new Conflict(
                    FaultCode.IMAGE_DELETE_MUST_FORCE,
                    image.id().shortForm(),
                    "image is being used by stopped container " + user.shortForm());
        }
        return null;
    }

    // One tag at most, and digests only of its repository.
    private static boolean isSingle(List<ImageReference> names) {
        var repositories = new HashSet<String>();
        int tags = 0;
        for (var name : names) {
            repositories.add(name.name());
            if (name.tag() != null) tags++;
        }
        return names.size() <= 1 || (tags <= 1 && repositories.size() == 1);
    }
}
