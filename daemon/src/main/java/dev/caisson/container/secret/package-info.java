/// Secrets: small texts kept encrypted in the data root, shown to containers as files of a tmpfs.
///
/// Each is a file of its own, sealed with AES-GCM under a key of this host: a systemd credential
/// `caisson-secret-key` when there is one, else a file only root may read. Their content is in no
/// record of a container, in no event and in no log; a container's record has the name, and each
/// start reads the content again.
@NullMarked
package dev.caisson.container.secret;

import org.jspecify.annotations.NullMarked;
