package dev.caisson.image.store;

import dev.caisson.fault.Fault;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageUse;
import dev.caisson.image.StoreFinding;
import dev.caisson.image.StoreFinding.Damage;
import dev.caisson.image.StoreFinding.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// One look at every byte of the store.
///
/// 1. The digest of each blob is computed again.
/// 2. Each image's documents are read, and its blobs must be there.
/// 3. Each image's layers are unpacked once more from their blobs and compared.
/// 4. What neither an image, a container, an unfinished pull nor a running operation needs is
///    garbage.
///
/// A repair removes garbage and corrupt blobs, and makes layers again from sound blobs, unless a
/// running container stands on them.
final class StoreCheck {
    private static final int BUFFER = 1 << 17;

    private final Inventory inventory;
    private final Leases leases;
    private final ImageUse use;
    private final boolean repairs;
    private final List<StoreFinding> findings = new ArrayList<>();
    private final Set<Digest> corrupt = new HashSet<>();

    StoreCheck(Inventory inventory, Leases leases, ImageUse use, boolean repairs) {
        this.inventory = inventory;
        this.leases = leases;
        this.use = use;
        this.repairs = repairs;
    }

    List<StoreFinding> run() throws IOException {
        // What was damaged before may be mended by now.
        inventory.documents().forgetAll();
        var needed = inventory.needed();
        if (!needed.isKnown()) needed = readable(needed);
        blobs(needed);
        var layersSeen = new HashSet<Digest>();
        var seen = new HashSet<Digest>();
        for (var entry : inventory.catalogue().entries()) {
            if (seen.add(entry.target().digest())) target(entry.target(), layersSeen);
        }
        layers(needed);
        partials(needed);
        temporary();
        return findings;
    }

    /// What cannot be read is reported; without a name nobody can ask for it, nor a registry know
    /// it: its entry goes.
    private Sweep.Needed readable(Sweep.Needed before) throws IOException {
        if (!repairs) return before;
        var targets = inventory.documents().of(inventory.catalogue());
        for (var entry : inventory.catalogue().entries()) {
            var digest = entry.target().digest();
            if (entry.name() != null || targets.containsKey(digest)) continue;
            inventory.change(old -> old.without(digest));
            add(
                    Damage.IMAGE_UNREADABLE,
                    digest.toString(),
                    "it has no name either",
                    Remedy.REMOVED,
                    List.of());
        }
        return inventory.needed();
    }

    private void blobs(Sweep.Needed needed) throws IOException {
        for (var blob : inventory.blobs().all()) {
            var digest = blob.digest();
            if (leases.isHeld(digest)) continue;
            boolean isNeeded = !needed.isKnown() || needed.blobs().contains(digest);
            if (!digest.equals(actual(digest))) {
                corrupt.add(digest);
                add(
                        Damage.BLOB_CORRUPT,
                        digest.toString(),
                        isNeeded ? "its content has another digest" : "no image needs it",
                        isNeeded ? discarded(remove(digest)) : remove(digest),
                        isNeeded ? sources(digest) : List.of());
                inventory.documents().forgetAll();
            } else if (!isNeeded) {
                add(
                        Damage.BLOB_UNNEEDED,
                        digest.toString(),
                        blob.size() + " bytes that no image needs",
                        remove(digest),
                        List.of());
            }
        }
    }

    private static Remedy discarded(Remedy remedy) {
        return remedy == Remedy.REMOVED ? Remedy.DISCARDED : remedy;
    }

    private Digest actual(Digest digest) throws IOException {
        var hash = digest.algorithm().start();
        var buffer = new byte[BUFFER];
        try (var in = inventory.blobs().open(digest)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                hash.update(buffer, 0, count);
            }
        }
        return Digest.of(hash.digest());
    }

    private Remedy remove(Digest digest) throws IOException {
        if (!repairs) return Remedy.NONE;
        boolean gone =
                leases.removeUnlessHeld(
                        digest,
                        () -> {
                            inventory.blobs().remove(digest);
                            inventory.blobs().removePartial(digest);
                        });
        return gone ? Remedy.REMOVED : Remedy.NONE;
    }

    private void target(Descriptor descriptor, Set<Digest> layersSeen) throws IOException {
        StoredTarget target;
        try {
            var kept = inventory.catalogue().kept().getOrDefault(descriptor.digest(), Set.of());
            target = inventory.documents().target(descriptor, kept);
        } catch (Fault unreadable) {
            add(
                    Damage.IMAGE_UNREADABLE,
                    descriptor.digest().toString(),
                    unreadable.text(),
                    Remedy.NONE,
                    sources(descriptor.digest()));
            return;
        }
        for (var member : target.members()) missing(target, member);
        for (var image : target.images()) layers(image, image.equals(target.main()), layersSeen);
    }

    private void missing(StoredTarget target, StoredTarget.Member member) {
        var image = member.image();
        var needs =
                image == null
                        ? "manifest " + member.descriptor().digest()
                        : "image " + image.id().shortForm();
        for (var part : member.parts()) {
            var blob = part.digest();
            if (corrupt.contains(blob) || inventory.blobs().contains(blob)) continue;
            findings.add(
                    new StoreFinding(
                            Damage.BLOB_MISSING,
                            blob.toString(),
                            needs + " needs it",
                            Remedy.NONE,
                            sources(target.descriptor().digest()),
                            target.isIndex() ? member.platform() : null));
        }
    }

    /// @param must whether they have to be unpacked
    private void layers(StoredImage image, boolean must, Set<Digest> layersSeen)
            throws IOException {
        for (int i = 0; i < image.diffIds().size(); i++) {
            var diffId = image.diffIds().get(i);
            if (!must && inventory.layers().present(diffId).isEmpty()) continue;
            if (layersSeen.add(diffId)) layer(diffId, image.manifest().layers().get(i));
        }
    }

    private void layer(Digest diffId, Descriptor blob) throws IOException {
        boolean canMake =
                inventory.blobs().contains(blob.digest()) && !corrupt.contains(blob.digest());
        var there = inventory.layers().present(diffId);
        if (there.isEmpty()) {
            add(
                    Damage.LAYER_MISSING,
                    diffId.toString(),
                    canMake ? "it is not unpacked" : "it is not unpacked, and its blob is lost",
                    canMake ? make(diffId, blob) : Remedy.NONE,
                    List.of());
            return;
        }
        if (!canMake) return;
        var difference = inventory.layers().difference(there.get(), blob);
        if (difference.isEmpty()) return;
        boolean isRunning = use.layersRunning().contains(diffId);
        add(
                Damage.LAYER_DIFFERS,
                diffId.toString(),
                isRunning ? difference.get() + ", under a container that runs" : difference.get(),
                isRunning ? Remedy.NONE : make(diffId, blob),
                List.of());
    }

    private Remedy make(Digest diffId, Descriptor blob) throws IOException {
        if (!repairs) return Remedy.NONE;
        inventory.layers().remove(diffId);
        var _ = inventory.layers().ensure(diffId, blob);
        return Remedy.MADE_AGAIN;
    }

    private void layers(Sweep.Needed needed) throws IOException {
        if (!needed.isKnown()) return;
        var inUse = use.layersInUse();
        for (var diffId : inventory.layers().directories()) {
            if (needed.layers().contains(diffId) || inUse.contains(diffId)) continue;
            if (leases.isHeld(diffId)) continue;
            boolean gone =
                    repairs
                            && leases.removeUnlessHeld(
                                    diffId, () -> inventory.layers().remove(diffId));
            add(
                    Damage.LAYER_UNNEEDED,
                    diffId.toString(),
                    "no image or container needs it",
                    gone ? Remedy.REMOVED : Remedy.NONE,
                    List.of());
        }
    }

    private void partials(Sweep.Needed needed) throws IOException {
        for (var part : inventory.blobs().partials()) {
            var digest = part.digest();
            if (!needed.isKnown() || needed.blobs().contains(digest)) continue;
            if (leases.isHeld(digest)) continue;
            add(
                    Damage.TEMPORARY,
                    "part of " + digest,
                    part.size() + " bytes of a download that nobody goes on with",
                    remove(digest),
                    List.of());
        }
    }

    private void temporary() throws IOException {
        for (var file : inventory.blobs().abandoned()) {
            if (repairs) Files.deleteIfExists(file);
            add(
                    Damage.TEMPORARY,
                    file.toString(),
                    "nobody writes it any more",
                    repairs ? Remedy.REMOVED : Remedy.NONE,
                    List.of());
        }
        for (var directory : inventory.layers().abandoned()) {
            add(
                    Damage.TEMPORARY,
                    directory.toString(),
                    "nobody makes it any more",
                    repairs ? Remedy.REMOVED : Remedy.NONE,
                    List.of());
        }
        if (repairs) {
            long _ = inventory.layers().sweep();
        }
    }

    /// Names with a digest of the images that need a blob.
    private List<ImageReference> sources(Digest blob) {
        var manifests = new HashSet<Digest>();
        manifests.add(blob);
        for (var target : inventory.documents().of(inventory.catalogue()).values()) {
            if (target.blobs().containsKey(blob)) manifests.add(target.descriptor().digest());
        }
        return inventory.catalogue().entries().stream()
                .filter(entry -> manifests.contains(entry.target().digest()))
                .flatMap(entry -> Stream.ofNullable(entry.name()))
                .filter(name -> name.digest() != null)
                .distinct()
                .sorted()
                .toList();
    }

    private void add(
            Damage damage,
            String subject,
            String detail,
            Remedy remedy,
            List<ImageReference> sources) {
        findings.add(new StoreFinding(damage, subject, detail, remedy, sources, null));
    }
}
