package dev.caisson.front.docker;

import dev.caisson.engine.Images;
import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.image.ContainerDefaults;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageChange;
import dev.caisson.image.ImageConfig;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageManifest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Platform;
import dev.caisson.image.pull.LayerProgress;
import dev.caisson.image.pull.PullProgress;
import dev.caisson.image.pull.Pulled;
import dev.caisson.image.pull.RemoteImage;
import dev.caisson.image.push.PushProgress;
import dev.caisson.image.push.Pushed;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.FoundRepository;
import dev.caisson.image.registry.Search;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One image, `bb:1`.
final class FakeImages implements Images {
    private static final Digest DIGEST = Digest.parse("sha256:" + "1".repeat(64));
    private static final Descriptor MANIFEST =
            new Descriptor("application/vnd.oci.image.manifest.v1+json", DIGEST, 1);
    private static final Image IMAGE =
            new Image(
                    new ImageId(DIGEST),
                    MANIFEST,
                    MANIFEST,
                    new ImageConfig(
                            new Platform("linux", "amd64", ""),
                            Instant.ofEpochSecond(1_700_000_000),
                            "",
                            "",
                            "",
                            ContainerDefaults.none(),
                            List.of(DIGEST),
                            List.of()),
                    List.of(ImageReference.parse("bb:1")),
                    List.of(),
                    2_063_311,
                    Instant.ofEpochSecond(1_700_000_000, 500_000_000),
                    null);

    volatile long loaded = -1;
    volatile boolean begun;

    @Override
    public List<Listed> list(ImageFilters filters) {
        return List.of(new Listed(IMAGE, List.of()));
    }

    @Override
    public Image inspect(String nameOrId, @Nullable Platform platform) {
        var reference = ImageReference.parse(nameOrId);
        if (!reference.familiar().equals("bb:1")) {
            throw new NotFound(FaultCode.IMAGE_NOT_FOUND, reference.familiar());
        }
        return IMAGE;
    }

    @Override
    public List<String> users(ImageId image) {
        return List.of();
    }

    @Override
    public List<ImageManifest> manifests(Image image) {
        return List.of(
                new ImageManifest(MANIFEST, ImageManifest.Kind.IMAGE, image, List.of(MANIFEST)));
    }

    @Override
    public Image importTar(Import request, InputStream tar) {
        return IMAGE;
    }

    @Override
    public List<ImageStore.HistoryLine> history(String nameOrId, @Nullable Platform platform) {
        var _ = inspect(nameOrId, null);
        return List.of();
    }

    @Override
    public List<ImageStore.Loaded> load(
            InputStream archive, @Nullable Platform platform, ImageStore.LoadProgress progress)
            throws IOException {
        int first = archive.read();
        begun = first >= 0;
        loaded = 1 + archive.transferTo(OutputStream.nullOutputStream());
        progress.layer(DIGEST, 1, 2);
        if (loaded < 10) throw new InvalidInput(FaultCode.QUERY_INVALID, "unexpected EOF");
        return List.of(new ImageStore.Loaded(IMAGE, IMAGE.tags(), List.of()));
    }

    @Override
    public void save(List<String> namesOrIds, @Nullable Platform platform, OutputStream out)
            throws IOException {
        for (var name : namesOrIds) {
            var _ = inspect(name, null);
        }
        out.write(new byte[1024]);
    }

    @Override
    public void tag(String source, ImageReference target) {
        var _ = inspect(source, null);
    }

    @Override
    public Image commit(Commit request) {
        throw new dev.caisson.fault.NotFound(
                dev.caisson.fault.FaultCode.CONTAINER_NOT_FOUND, request.container());
    }

    @Override
    public List<ImageChange> remove(
            String nameOrId, List<Platform> platforms, ImageStore.Removal how) {
        var image = inspect(nameOrId, null);
        return List.of(
                new ImageChange.Untagged(image.id(), "bb:1"), new ImageChange.Deleted(image.id()));
    }

    @Override
    public ImageStore.Pruned prune(ImageFilters filters) {
        return new ImageStore.Pruned(List.of(), 0);
    }

    @Override
    public Pulled pull(PullRequest request, PullProgress progress) {
        if (!request.name().familiar().equals("bb:1")) {
            throw new NotFound(FaultCode.MANIFEST_UNKNOWN, request.name().familiar(), "unknown");
        }
        progress.begun(request.name());
        progress.layer(DIGEST, new LayerProgress.LayerStep.Announced());
        progress.layer(DIGEST, new LayerProgress.LayerStep.Complete());
        return new Pulled(request.name(), DIGEST, IMAGE, true);
    }

    @Override
    public List<ImageReference> tags(ImageReference repository, Credentials credentials) {
        return List.of(repository.withTag("1"));
    }

    @Override
    public List<Pushed> push(PushRequest request, PushProgress progress) {
        var name = request.name();
        progress.begun(name);
        if (!name.familiar().equals("bb:1")) {
            throw new NotFound(FaultCode.PUSH_IMAGE_MISSING, name.familiar());
        }
        var pushed = new Pushed(name, MANIFEST, null);
        progress.done(pushed);
        return List.of(pushed);
    }

    @Override
    public RemoteImage look(ImageReference name, Credentials credentials) {
        return new RemoteImage(IMAGE.manifest(), List.of(IMAGE.config().platform()));
    }

    @Override
    public List<FoundRepository> search(Search search, int limit, Credentials credentials) {
        return List.of(
                new FoundRepository(search.words() + "/a", "first", 3, true),
                new FoundRepository(search.host().name(), "second", 0, false));
    }

    @Override
    public String login(String registry, Credentials credentials) {
        if (credentials.equals(new Credentials.Basic("me", "secret"))) return "";
        throw new Denied(FaultCode.REGISTRY_UNAUTHORIZED, "Get \"https://x/v2/\"", "no");
    }
}
