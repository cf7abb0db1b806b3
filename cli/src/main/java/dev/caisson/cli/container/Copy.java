package dev.caisson.cli.container;

import dev.caisson.cli.Command;
import dev.caisson.cli.DaemonClient;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.http.ChunkedOutput;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.render.StandardStreams;
import dev.caisson.cli.render.Units;
import dev.caisson.cli.tar.FileTar;
import dev.caisson.cli.tar.FileTree;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/// `cp`: files of a container to this machine, and the other way round.
public final class Copy implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n"
                                + "       caisson cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
                        "Copy files/folders between a container and the local filesystem",
                        2,
                        2)
                .bool('a', "archive", "Archive mode (copy all uid/gid information)")
                .bool('L', "follow-link", "Always follow symbol link in SRC_PATH")
                .bool('q', "quiet", "Suppress progress output during copy");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var source = CopyPath.parse(arguments.positional().get(0));
        var target = CopyPath.parse(arguments.positional().get(1));
        if (source.isHere() && target.isHere()) {
            throw new UsageError("must specify at least one container source");
        }
        if (!source.isHere() && !target.isHere()) {
            throw new UsageError("copying between containers is not supported");
        }
        boolean archive = arguments.flag("archive");
        boolean follow = arguments.flag("follow-link");
        var copied =
                target.isHere()
                        ? out(session, source, target, archive, follow)
                        : in(session, source, target, archive, follow);
        if (!arguments.flag("quiet") && !copied.where().isEmpty()) {
            session.err()
                    .println(
                            "Successfully copied "
                                    + Units.size(copied.bytes())
                                    + " to "
                                    + copied.where());
        }
        return 0;
    }

    /// @param bytes of the tar
    /// @param where empty for standard output
    private record Copied(long bytes, String where) {}

    private static Copied out(
            Session session, CopyPath source, CopyPath target, boolean owners, boolean follow)
            throws IOException {
        if (target.isStream() && StandardStreams.outIsTerminal()) {
            throw new UsageError("cowardly refusing to write a tar to a terminal");
        }
        var path = source.path();
        var base = CopyPath.base(path);
        if (follow) {
            var found = ContainerFile.find(session.daemon(), source.container(), path);
            if (found.isPresent()) path = found.get().followed(path);
        }
        var from = ContainerFile.target(source.container(), path);
        var answer = session.daemon().call("GET", from, null);
        try (var _ = answer.connection();
                var body = new CountedInput(answer.body())) {
            if (target.isStream()) {
                body.transferTo(session.out());
                return new Copied(body.count, "");
            }
            var header = answer.headers().getOrDefault(ContainerFile.HEADER, "");
            boolean directory = ContainerFile.parse(header).directory();
            var written = CopyPath.base(path);
            var place =
                    CopyPlan.of(
                            new CopyPlan.End(path, written, true, directory), here(target.path()));
            // What was reached through a link has the link's name.
            var plan =
                    place.to().equals(written) && !base.equals(written)
                            ? new CopyPlan(place.directory(), written, base)
                            : place;
            var root = Path.of(plan.directory());
            if (!Files.isDirectory(root)) throw new IOException("no such directory: " + root);
            var left = session.err();
            new FileTree(root, owners, what -> left.println("left out, not permitted: " + what))
                    .extract(body, plan.ofBytes());
            return new Copied(body.count, Path.of(target.path()).toAbsolutePath().toString());
        }
    }

    private static CopyPlan.End here(String written) throws IOException {
        var path = Path.of(written);
        boolean exists = Files.exists(path);
        return new CopyPlan.End(
                exists && !CopyPath.namesDirectory(written)
                        ? path.toRealPath().toString()
                        : written,
                CopyPath.base(written),
                exists,
                Files.isDirectory(path));
    }

    private static Copied in(
            Session session, CopyPath source, CopyPath target, boolean owned, boolean follow)
            throws IOException {
        var end = there(session.daemon(), target);
        if (source.isStream()) {
            if (!end.directory()) {
                throw new IOException(
                        "destination \""
                                + target.container()
                                + ":"
                                + target.path()
                                + "\" must be a directory");
            }
            var size = put(session, target.container(), end.path(), owned, System.in::transferTo);
            return new Copied(size, target.container() + ":" + target.path());
        }
        var file = Path.of(source.path());
        if (follow) file = file.toRealPath();
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(source.path(), null, "no such file or directory");
        }
        boolean directory =
                CopyPath.namesDirectory(source.path())
                        ? Files.isDirectory(file)
                        : Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
        if (CopyPath.namesDirectory(source.path()) && !directory) {
            throw new IOException("not a directory: " + source.path());
        }
        var base = base(source.path(), file);
        var plan = CopyPlan.of(new CopyPlan.End(source.path(), base, true, directory), end);
        var tree = CopyPath.namesDirectory(source.path()) ? file.toRealPath() : file;
        var size =
                put(
                        session,
                        target.container(),
                        plan.directory(),
                        owned,
                        out -> {
                            var tar = new FileTar(out, FileTar.Detail.EVERYTHING);
                            tar.addTree(plan.apply(base), tree);
                            tar.close();
                        });
        return new Copied(size, target.container() + ":" + target.path());
    }

    /// What the first part of names in the tar is: as it was written, also where a link is
    /// followed.
    private static String base(String written, Path file) {
        var base = CopyPath.base(written);
        if (!base.isEmpty() && !base.equals("..")) return base;
        var name = file.toAbsolutePath().normalize().getFileName();
        return name == null ? "." : name.toString();
    }

    private static CopyPlan.End there(DaemonClient daemon, CopyPath target) throws IOException {
        var path = target.path();
        var found = ContainerFile.find(daemon, target.container(), path);
        if (found.isPresent() && !found.get().linkTarget().isEmpty()) {
            path = found.get().followed(path);
            found = ContainerFile.find(daemon, target.container(), path);
        }
        return new CopyPlan.End(
                path,
                CopyPath.base(path),
                found.isPresent(),
                found.map(ContainerFile::directory).orElse(false));
    }

    /// Writes a tar.
    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    /// @return bytes sent
    private static long put(
            Session session, String container, String directory, boolean owned, Content content)
            throws IOException {
        var target =
                Query.of(DaemonClient.API + ContainerVerbs.path(container, "archive"))
                        .with("path", directory)
                        .with("noOverwriteDirNonDir", true)
                        .withIf(owned, "copyUIDGID", true)
                        .toString();
        try (var connection = session.daemon().connect()) {
            connection.sendChunked("PUT", target, Map.of("Content-Type", "application/x-tar"));
            var body = new CountedOutput(new ChunkedOutput(connection));
            try (body) {
                content.write(body);
            } catch (ChunkedOutput.Refused answered) {
                // the answer says why
            }
            DaemonClient.accepted(connection.answer()).bytes();
            return body.count;
        }
    }

    private static final class CountedInput extends FilterInputStream {
        private long count;

        CountedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            if (one >= 0) count++;
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            if (read > 0) count += read;
            return read;
        }
    }

    private static final class CountedOutput extends FilterOutputStream {
        private long count;

        CountedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }
}
