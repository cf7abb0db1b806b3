/// This host's images as a registry: what `front.registry` serves, without HTTP.
///
/// [dev.caisson.image.hosted.HostedRepositories] joins two sources. The images of the store are
/// repositories by their names: `docker.io/library/alpine:3` is the tag `3` of `library/alpine`, of
/// `docker.io/library/alpine` and of `alpine`; `ghcr.io/a/b` is `a/b` and `ghcr.io/a/b`. Where two
/// registries have the same path, Docker's own comes first. What was pushed here lies on the
/// [dev.caisson.image.hosted.Shelf], which takes anything the specification knows: images, indexes,
/// artifacts with a subject.
///
/// An image that is pushed with a tag becomes an image of the store as well, by the name under
/// which a client on this host would pull it (`127.0.0.1:5000/a/b:1`): a push can name nothing
/// else, so it cannot replace an image of another registry. Both share the blobs; what is
/// deleted here loses that name, and what is removed as an image stays on the shelf.
///
/// Blobs on the shelf are held by leases for as long as they are linked to a repository, so no
/// sweep takes them. A blob no manifest needs stays linked for a day, or until the daemon ends.
@NullMarked
package dev.caisson.image.hosted;

import org.jspecify.annotations.NullMarked;
