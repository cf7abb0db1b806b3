package dev.caisson.front.docker;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.engine.Images;
import dev.caisson.front.docker.convert.SpecReader;
import dev.caisson.front.http.Answer;
import dev.caisson.image.ImageReference;
import dev.caisson.wire.ContainerConfig;
import dev.caisson.wire.CreateContainer;
import dev.caisson.wire.IdAnswer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Images made of containers.
final class CommitEndpoints {
    private static final Call.GoName CONFIG = new Call.GoName("container.Config", "Config");

    private final Images images;

    CommitEndpoints(Images images) {
        this.images = images;
    }

    void addTo(Router router) {
        router.post("/commit", this::commit);
    }

    private Answer commit(Call call) throws IOException {
        var config = call.body(ContainerConfig.class, CONFIG, "commit");
        var query = call.query();
        var repository = query.text("repo");
        var tag = query.text("tag");
        var written = tag.isEmpty() ? repository : repository + ":" + tag;
        var reference = repository.isEmpty() ? null : ImageReference.parse(written);
        if (reference != null && reference.isNameOnly()) {
            reference = reference.withTag(ImageReference.DEFAULT_TAG);
        }
        var image =
                images.commit(
                        new Images.Commit(
                                new ContainerReference(query.text("container")),
                                reference,
                                query.text("author"),
                                query.text("comment"),
                                query.flag("pause", true),
                                read(config),
                                query.all("changes")));
        return Call.json(201, new IdAnswer(image.id().toString()));
    }

    /// @return null for nothing: then it is the container's own
    private static @Nullable ContainerSpec read(@Nullable ContainerConfig config) {
        if (config == null || Given.isNothing(config)) return null;
        return SpecReader.read(new CreateContainer(config, null, null));
    }
}
