package dev.caisson.build.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.build.BuildClient;
import dev.caisson.build.ContextSource;
import dev.caisson.dockerfile.ignore.IgnoreRules;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.archive.ArchiveStream;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.TreeExtraction;
import dev.caisson.storage.TreeMaking;
import dev.caisson.storage.TreeView;
import dev.caisson.storage.WorkDirectories;
import dev.caisson.storage.WorkDirectories.Workspace;
import dev.caisson.value.Undo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Fetches the files of builds.
public final class Contexts {
    /// Everything of a context belongs to root.
    private static final TreeExtraction.Owner ROOT = new TreeExtraction.Owner(0, 0);

    private static final BuildClient.Selection ALL =
            new BuildClient.Selection("context", List.of(), List.of(), List.of());

    private static final String DOCKERFILE = "Dockerfile";
    private static final int DOCKERFILE_LIMIT = 8 << 20;
    private static final int TAR_MAGIC = 257;

    private final WorkDirectories directories;
    private final RemoteFiles remote;
    private final GitRepositories git;
    private final KeptContexts kept;

    public Contexts(WorkDirectories directories, KeptContexts kept) {
        this.directories = directories;
        this.kept = kept;
        remote = new RemoteFiles();
        git = new GitRepositories();
    }

    /// @throws InvalidInput `BUILD_CONTEXT_INVALID`
    /// @throws dev.caisson.fault.Unavailable `BUILD_SOURCE_FAILED`
    public BuildContext open(ContextSource source) throws IOException, InterruptedException {
        return switch (source) {
            case ContextSource.Archive(var stream) -> unpacked(stream);
            case ContextSource.Upload(var stream) -> unpackedOrDockerfile(stream);
            case ContextSource.Remote found -> remote(found);
            case ContextSource.Split(var files, _) -> open(files);
            case ContextSource.Parts parts -> together(parts);
            case ContextSource.Told(_, var client) ->
                    KeptDirectory.open(kept, client, ALL, IgnoreRules.none());
            case ContextSource.Directory(var name) ->
                    throw new IllegalStateException(name + " is read with a selection");
        };
    }

    private BuildContext together(ContextSource.Parts parts)
            throws IOException, InterruptedException {
        var main = parts.main();
        try (var undo = new Undo()) {
            var first = main == null ? unpacked(parts.archives().next()) : open(main);
            undo.add(first);
            var named = new HashMap<String, BuildContext>();
            for (var name : parts.names()) {
                named.put(name, undo.add(unpacked(parts.archives().next())));
            }
            return undo.commit(first.with(named));
        }
    }

    private BuildContext remote(ContextSource.Remote found)
            throws IOException, InterruptedException {
        var address = found.address();
        var repository = GitAddress.parse(address);
        if (repository != null) return git(repository, found.keepGitDirectory(), null);
        if (!RemoteFiles.isAddress(address)) {
            throw new InvalidInput(
                    FaultCode.BUILD_CONTEXT_INVALID,
                    "\"" + address + "\" is neither a Git repository nor an http(s) address");
        }
        try (var answer = remote.get(address)) {
            return unpackedOrDockerfile(answer.body());
        }
    }

    /// A Git repository as a context, or as what ADD brings.
    ///
    /// @param keepDirectory leaves `.git` there
    /// @param commit that must have come; null for any
    public BuildContext git(GitAddress repository, boolean keepDirectory, @Nullable String commit)
            throws IOException, InterruptedException {
        var space = directories.make();
        try {
            git.checkOut(repository, space.upper(), keepDirectory, commit);
            return rooted(space, repository.directory());
        } catch (IOException | InterruptedException | RuntimeException failed) {
            space.close();
            throw failed;
        }
    }

    private BuildContext rooted(Workspace space, String directory) {
        var whole = space.tree("the repository");
        if (directory.isEmpty()) return new BuildContext(space, whole);
        try (whole) {
            var found = new TreeView(whole).find("/" + directory);
            if (found.isEmpty() || found.get().kind() != TreeView.Kind.DIRECTORY) {
                throw new InvalidInput(
                        FaultCode.BUILD_CONTEXT_INVALID,
                        "the repository has no directory " + directory);
            }
            // What the kernel resolved within the repository has no links left.
            var place = space.upper().resolve(found.get().place().substring(1));
            return new BuildContext(space, directories.open(place, "the context"));
        }
    }

    private BuildContext unpackedOrDockerfile(InputStream body) throws IOException {
        var start = body.readNBytes(512);
        var all = new java.io.SequenceInputStream(new ByteArrayInputStream(start), body);
        if (isArchive(start)) return unpacked(all);
        var text = all.readNBytes(DOCKERFILE_LIMIT + 1);
        if (text.length > DOCKERFILE_LIMIT || !isText(text)) {
            throw new InvalidInput(
                    FaultCode.BUILD_CONTEXT_INVALID, "what came is no tar and no Dockerfile");
        }
        return single(DOCKERFILE, text);
    }

    /// A context of one file.
    public BuildContext single(String name, byte[] content) throws IOException {
        var space = directories.make();
        try {
            var tree = space.tree("the context");
            var attributes = new TreeMaking.Attributes(ROOT, 0644, null);
            new TreeMaking(tree).file("/" + name, new ByteArrayInputStream(content), attributes);
            return new BuildContext(space, tree);
        } catch (IOException | RuntimeException failed) {
            space.close();
            throw failed;
        }
    }

    /// A part of a directory of the client's.
    public BuildContext directory(BuildClient client, BuildClient.Selection selection)
            throws IOException, InterruptedException {
        var context = empty();
        try (var files = client.files(selection)) {
            unpack(context.tree(), files);
            return context.with(new Missing(client, selection, context));
        } catch (IOException | InterruptedException | RuntimeException failed) {
            context.close();
            throw failed;
        }
    }

    /// A part of a directory of the client's, of which only is fetched what has changed since the
    /// last build.
    ///
    /// @param rules what they exclude is not there
    public BuildContext directory(
            BuildClient client, BuildClient.Selection selection, IgnoreRules rules)
            throws IOException, InterruptedException {
        if (!client.sharedKey().isEmpty()) {
            return KeptDirectory.open(kept, client, selection, rules);
        }
        var context = directory(client, selection);
        Exclusion.apply(context, rules);
        return context;
    }

    /// A context of which nothing was fetched.
    ///
    /// @param selection of which nothing is wanted so far
    public BuildContext nothing(BuildClient client, BuildClient.Selection selection) {
        var context = empty();
        return context.with(new Missing(client, selection, context));
    }

    private BuildContext empty() {
        var space = directories.make();
        try {
            return new BuildContext(space, space.tree("the context"));
        } catch (RuntimeException failed) {
            space.close();
            throw failed;
        }
    }

    /// What a selection left out.
    private static final class Missing implements BuildContext.Rest {
        private final BuildClient client;
        private final BuildClient.Selection selection;
        private final BuildContext context;
        private boolean fetched;

        Missing(BuildClient client, BuildClient.Selection selection, BuildContext context) {
            this.client = client;
            this.selection = selection;
            this.context = context;
        }

        @Override
        public synchronized void fetch() throws IOException, InterruptedException {
            if (fetched) return;
            var all =
                    new BuildClient.Selection(
                            selection.directory(),
                            selection.includes(),
                            selection.excludes(),
                            List.of());
            try (var files = client.files(all)) {
                unpack(context.tree(), files);
            }
            fetched = true;
        }

        @Override
        public Optional<List<String>> names(String directory)
                throws IOException, InterruptedException {
            return Optional.of(ClientNames.in(directory, client, selection));
        }
    }

    private BuildContext unpacked(InputStream archive) throws IOException {
        var space = directories.make();
        try {
            var tree = space.tree("the context");
            unpack(tree, archive);
            return new BuildContext(space, tree);
        } catch (IOException | RuntimeException failed) {
            space.close();
            throw failed;
        }
    }

    private static void unpack(ContainerTree tree, InputStream archive) throws IOException {
        try {
            var options = new TreeExtraction.Options(false, ROOT);
            new TreeExtraction(tree, options).extract("/", ArchiveStream.of(archive));
        } catch (InvalidInput damaged) {
            if (damaged.code() != FaultCode.ARCHIVE_INVALID) throw damaged;
            throw Faults.of(FaultCode.BUILD_CONTEXT_INVALID, damaged.text());
        } catch (ArchiveStream.Damaged damaged) {
            throw new InvalidInput(
                    damaged, FaultCode.BUILD_CONTEXT_INVALID, String.valueOf(damaged.getMessage()));
        }
    }

    private static boolean isArchive(byte[] start) {
        var codec = dev.caisson.image.layer.LayerCodec.detect(start, start.length);
        if (codec != dev.caisson.image.layer.LayerCodec.PLAIN) return true;
        var magic = "ustar".getBytes(UTF_8);
        int end = TAR_MAGIC + magic.length;
        return start.length >= end && Arrays.equals(start, TAR_MAGIC, end, magic, 0, magic.length);
    }

    private static boolean isText(byte[] bytes) {
        for (byte one : bytes) if (one == 0) return false;
        try {
            var _ = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException binary) {
            return false;
        }
    }
}
