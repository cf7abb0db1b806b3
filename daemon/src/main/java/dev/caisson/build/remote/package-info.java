/// The cache of builds, kept elsewhere: in a registry, in a directory of the client's, in an image.
///
/// The format is BuildKit's: a manifest whose configuration is an
/// `application/vnd.buildkit.cacheconfig.v0` and whose layers are those that steps made. A record
/// binds the key of a step to at most one layer, by its digests. Keys are those of
/// [dev.caisson.build.cache.StepKey], which are not BuildKit's, so records are marked as ours and
/// those of others are passed over: neither finds anything in what the other has written, and
/// neither is disturbed by it. Only digests of keys are written, never what they are made of.
///
/// 1. Nothing is fetched before a step asks for it. A layer that comes is the blob and has the
/// DiffID that the record says, and is unpacked as every layer of a stranger's, or the step is done
/// here.
/// 2. Which layer belongs to a key cannot be checked without doing the step: who may write a cache
///    may write what is in the images of those who name it, as with every such cache. So only what
///    a build names is asked, and what it found becomes this host's own.
/// 3. What is wrong with a cache is told and never fails a build; that it could not be written
/// does, unless that is to be ignored.
@NullMarked
package dev.caisson.build.remote;

import org.jspecify.annotations.NullMarked;
