package dev.caisson.front.docker;

import dev.caisson.engine.Filters;
import dev.caisson.engine.Images;
import dev.caisson.engine.Moments;
import dev.caisson.engine.Upkeep;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.docker.convert.ImageWriter;
import dev.caisson.front.http.Answer;
import dev.caisson.image.Image;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageStore.LayerUse;
import dev.caisson.wire.ImageManifestSummary;
import dev.caisson.wire.ImageSummary;
import dev.caisson.wire.ImagesPruned;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Images.
final class ImageEndpoints {
    private static final Set<String> LIST_FILTERS =
            Set.of("before", "dangling", "label", "reference", "since", "until");
    private static final Set<String> PRUNE_FILTERS =
            Set.of("dangling", "label", "label!", "until", "all");

    private final Images images;
    private final Upkeep upkeep;

    ImageEndpoints(Images images, Upkeep upkeep) {
        this.images = images;
        this.upkeep = upkeep;
    }

    void addTo(Router router) {
        router.get("/images/json", this::list)
                .get("/images/get", this::saveMany)
                .get("/images/{name}/get", this::save)
                .get("/images/{name}/history", this::history)
                .get("/images/{name}/json", this::inspect)
                .post("/images/load", this::load)
                .post("/images/{name}/tag", this::tag)
                .post("/images/prune", this::prune);
    }

    private Answer list(Call call) {
        var filters = FilterParameter.parse(call.query().text("filters"), LIST_FILTERS);
        var found = images.list(filters(filters, dangling(filters)));
        boolean shares = call.query().flag("shared-size");
        var layers = shares ? upkeep.layers() : List.<LayerUse>of();
        boolean manifests = call.query().flag("manifests");
        return call.ok(
                "imageSummary",
                found.stream()
                        .map(
                                one -> {
                                    var summary = summary(one, shares, layers);
                                    return manifests ? withManifest(one, summary) : summary;
                                })
                        .toList());
    }

    private static ImageSummary summary(
            Images.Listed listed, boolean shares, List<LayerUse> layers) {
        return ImageWriter.summary(
                listed, shares ? ImageWriter.shared(listed.image(), layers) : -1);
    }

    private ImageSummary withManifest(Images.Listed listed, ImageSummary summary) {
        var image = listed.image();
        return ImageWriter.withManifests(summary, image, manifests(image));
    }

    private List<ImageManifestSummary> manifests(Image image) {
        return images.manifests(image).stream()
                .map(
                        one -> {
                            var made = one.image();
                            var users = made == null ? List.<String>of() : images.users(made.id());
                            return ImageWriter.manifest(one, users);
                        })
                .toList();
    }

    private static ImageFilters filters(Filters filters, @Nullable Boolean dangling) {
        return new ImageFilters(
                dangling,
                filters.of("label"),
                filters.of("label!"),
                filters.of("reference"),
                filters.of("before"),
                filters.of("since"),
                until(filters));
    }

    private static @Nullable Instant until(Filters filters) {
        var values = filters.of("until");
        return values.isEmpty() ? null : Moments.parse(values.getFirst(), Instant.now());
    }

    /// @return null when it was not asked
    private static @Nullable Boolean dangling(Filters filters) {
        var values = filters.of("dangling");
        if (values.isEmpty()) return null;
        if (values.size() > 1) throw invalidDangling(values);
        return switch (values.getFirst().toLowerCase(Locale.ROOT)) {
            case "1", "t", "true" -> true;
            case "0", "f", "false" -> false;
            default -> throw invalidDangling(values);
        };
    }

    private static InvalidInput invalidDangling(List<String> values) {
        return new InvalidInput(
                FaultCode.FILTER_VALUES_INVALID, "dangling", String.join(" ", values));
    }

    private Answer inspect(Call call) {
        boolean manifests = call.query().flag("manifests");
        var platform = PlatformParameter.of(call);
        if (manifests && platform != null) {
            throw new InvalidInput(FaultCode.IMAGE_INSPECT_CONFLICT);
        }
        var image = images.inspect(call.name(), platform);
        return call.ok("image", ImageWriter.inspect(image, manifests ? manifests(image) : null));
    }

    private Answer history(Call call) {
        var lines = images.history(call.name(), PlatformParameter.of(call));
        return call.ok("history", lines.stream().map(ImageWriter::history).toList());
    }

    private Answer save(Call call) {
        return saved(List.of(call.name()), call);
    }

    private Answer saveMany(Call call) {
        return saved(call.query().all("names"), call);
    }

    private Answer saved(List<String> names, Call call) {
        var platform = PlatformParameter.of(call);
        return new Answer.Late(
                200,
                Map.of("Content-Type", "application/x-tar"),
                out -> images.save(names, platform, out),
                DockerApi::failed);
    }

    /// Streams the progress; what goes wrong is its last line, as the status has been sent.
    private Answer load(Call call) {
        boolean quiet = call.query().flag("quiet");
        var platform = PlatformParameter.of(call);
        return new Answer.Late(
                200,
                Map.of("Content-Type", "application/json"),
                out ->
                        new LoadConversation(images, platform, out, quiet)
                                .run(call.request().body()),
                DockerApi::failed);
    }

    private Answer tag(Call call) {
        var query = call.query();
        var repository = query.text("repo");
        var tag = query.text("tag");
        if (repository.isEmpty()) {
            var _ = images.inspect(call.name());
            return Call.empty(201);
        }
        var target = ImageReference.parse(tag.isEmpty() ? repository : repository + ":" + tag);
        if (target.familiar().startsWith("sha256:")) {
            throw new InvalidInput(FaultCode.IMAGE_TAG_AMBIGUOUS);
        }
        images.tag(call.name(), target);
        return Call.empty(201);
    }

    private Answer prune(Call call) {
        var filters = FilterParameter.parse(call.query().text("filters"), PRUNE_FILTERS);
        var dangling = dangling(filters);
        // Without the filter only images without a name go; with false all that nobody uses.
        var which = (dangling == null || dangling) ? Boolean.TRUE : null;
        ImageStore.Pruned pruned = images.prune(filters(filters, which));
        var deleted = pruned.changes().stream().map(ImageWriter::deleted).toList();
        return call.ok(
                "pruned", new ImagesPruned(deleted.isEmpty() ? null : deleted, pruned.reclaimed()));
    }
}
