package dev.caisson.front.registry;

import dev.caisson.image.Digest;
import dev.caisson.image.hosted.RepositoryPath;
import dev.caisson.image.hosted.Which;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a path means. Source: distribution-spec, "Endpoints".
sealed interface Resource {
    /// The API itself.
    record Base() implements Resource {}

    record Catalog() implements Resource {}

    record Tags(RepositoryPath path) implements Resource {}

    record Manifest(RepositoryPath path, Which which) implements Resource {}

    record Blob(RepositoryPath path, Digest digest) implements Resource {}

    record Uploads(RepositoryPath path) implements Resource {}

    record UploadAt(RepositoryPath path, String id) implements Resource {}

    record Referrers(RepositoryPath path, Digest digest) implements Resource {}

    /// @return empty for a path the specification does not know
    /// @throws dev.caisson.fault.InvalidInput for a name, tag or digest that is none
    static Optional<Resource> of(String path) {
        if (path.equals("/v2/") || path.equals("/v2")) return Optional.of(new Base());
        if (path.equals("/v2/_catalog")) return Optional.of(new Catalog());
        var matcher = Paths.PATTERN.matcher(path);
        if (!matcher.matches()) return Optional.empty();
        var name = new RepositoryPath(matcher.group("name"));
        if (matcher.group("tags") != null) return Optional.of(new Tags(name));
        if (matcher.group("manifest") != null) {
            return Optional.of(new Manifest(name, Which.parse(matcher.group("manifest"))));
        }
        var upload = matcher.group("upload");
        if (upload != null) {
            return Optional.of(upload.isEmpty() ? new Uploads(name) : new UploadAt(name, upload));
        }
        if (matcher.group("blob") != null) {
            return Optional.of(new Blob(name, Digest.parse(matcher.group("blob"))));
        }
        return Optional.of(new Referrers(name, Digest.parse(matcher.group("referrers"))));
    }

    /// How paths are written.
    final class Paths {
        static final Pattern PATTERN =
                Pattern.compile(
                        "/v2/(?<name>.{1,300})/(?:(?<tags>tags/list)"
                                + "|manifests/(?<manifest>[^/]{1,300})"
                                + "|blobs/uploads(?:/(?<upload>[^/]{0,64}))"
                                + "|blobs/(?<blob>[^/]{1,300})"
                                + "|referrers/(?<referrers>[^/]{1,300}))");

        private Paths() {}
    }
}
