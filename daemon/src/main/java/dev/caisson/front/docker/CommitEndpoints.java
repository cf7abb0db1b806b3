package dev.caisson.front.docker;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.engine.Images;
import dev.caisson.front.http.Answer;
import dev.caisson.image.ImageReference;
import dev.caisson.wire.ContainerConfig;
import dev.caisson.wire.IdAnswer;
import java.io.IOException;

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

    /// A configuration in the body is what the container has; only its form is checked.
    private Answer commit(Call call) throws IOException {
        var _ = call.body(ContainerConfig.class, CONFIG, "commit");
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
                                query.all("changes")));
        return Call.json(201, new IdAnswer(image.id().toString()));
    }
}
