/// Images from Dockerfiles.
///
/// A build goes one way. A [dev.caisson.build.ContextSource] fills a directory of its own
/// (`context`). The Dockerfile (`dockerfile`) becomes a graph of stages of which only those the
/// target needs are looked at (`plan`). The stages are solved in parallel (`solve`): a stage is a
/// state, the layers so far and the configuration, and each instruction makes the next one. What
/// touches files, that is RUN, COPY, ADD and WORKDIR, makes one layer of the image store out of the
/// upper directory of an overlay; a RUN is a container of the engine's own, through the port
/// [dev.caisson.build.StepRunner]. The last state becomes an image.
///
/// The key under which a layer is remembered (`cache`) is the digest of everything that can have
/// had an effect on it: the DiffIDs below, the whole command with environment, user and directory,
/// and the content of every file that comes in, without times. So a step is found again whatever
/// instruction made what is below it, and nobody can put a wrong layer there by an image that only
/// looks alike. The inputs are kept beside the key, which is how a build can say what has changed.
///
/// 1. Layers are held by a lease of the store while a build is at work, and afterwards named by the
///    cache, until it forgets them.
/// 2. Everything a build makes for itself, workspaces, containers, mounts, is closed by the one who
///    made it, also when the build fails or its client goes away; a crash leaves only what the next
///    start sweeps. Only the container of a failed RUN stays, when the client wants it.
/// 3. Nothing of a context, a repository or an image is trusted as a path: trees are read and
///    written by descriptors (`storage`), nothing of them is executed but by RUN.
/// 4. A step that changes nothing makes no layer; BuildKit makes an empty one.
/// 5. History and configuration are written as BuildKit writes them, `# buildkit` included, since
///    other tools read Dockerfiles back out of it. Times are those of the layers, so that a build
///    out of the cache is the same image again; with `SOURCE_DATE_EPOCH` they are that one, in the
///    layers too.
@NullMarked
package dev.caisson.build;

import org.jspecify.annotations.NullMarked;
