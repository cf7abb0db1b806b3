package dev.caisson.build.solve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.build.cache.StepKey;
import dev.caisson.build.context.GitAddress;
import dev.caisson.build.context.RemoteFiles;
import dev.caisson.build.copy.CopySource;
import dev.caisson.build.copy.Destination;
import dev.caisson.build.copy.FileTransfer;
import dev.caisson.build.copy.ModeChange;
import dev.caisson.build.copy.Ownership;
import dev.caisson.build.copy.SourceSearch;
import dev.caisson.dockerfile.Heredoc;
import dev.caisson.dockerfile.Instruction;
import dev.caisson.dockerfile.Word;
import dev.caisson.dockerfile.ignore.IgnoreRules;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import dev.caisson.image.StoredLayer;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.Grafts;
import dev.caisson.storage.TreeDigest;
import dev.caisson.storage.TreeExtraction;
import dev.caisson.storage.TreeMaking;
import dev.caisson.storage.TreeView;
import dev.caisson.value.Undo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// COPY and ADD: finds the sources, and copies them into a layer unless that was done before.
final class CopyStep {
    private static final TreeExtraction.Owner ROOT = new TreeExtraction.Owner(0, 0);

    private final Work work;
    private final StageScope stage;

    CopyStep(Work work, StageScope stage) {
        this.work = work;
        this.stage = stage;
    }

    /// COPY and ADD in one.
    ///
    /// @param from null for the context
    /// @param add null for COPY
    private record Order(
            Instruction.Transfer transfer,
            @Nullable Word from,
            Instruction.Ownership ownership,
            boolean parents,
            List<Word> excludes,
            Instruction.@Nullable AddOptions add) {}

    State copy(State state, Instruction.Copy copy, StepEvents events)
            throws IOException, InterruptedException {
        var options = copy.options();
        return step(
                state,
                new Order(
                        copy.transfer(),
                        options.from(),
                        options.ownership(),
                        options.parents(),
                        options.excludes(),
                        null),
                "COPY",
                copy.origin().text(),
                events);
    }

    State add(State state, Instruction.Add add, StepEvents events)
            throws IOException, InterruptedException {
        var options = add.options();
        return step(
                state,
                new Order(
                        add.transfer(),
                        null,
                        options.ownership(),
                        false,
                        options.excludes(),
                        options),
                "ADD",
                add.origin().text(),
                events);
    }

    private State step(State state, Order order, String keyword, String text, StepEvents events)
            throws IOException, InterruptedException {
        var written = expanded(order.transfer().sources());
        var destination = stage.expand(order.transfer().destination());
        var place = Destination.of(destination, state.workingDirectory());
        var user = order.ownership().user() == null ? "" : stage.expand(order.ownership().user());
        var mode = order.ownership().mode() == null ? "" : stage.expand(order.ownership().mode());
        var excludes = expanded(order.excludes());
        var history =
                keyword
                        + (order.parents() ? " --parents" : "")
                        + (user.isEmpty() ? "" : " --chown=" + user)
                        + (mode.isEmpty() ? "" : " --chmod=" + mode)
                        + written.stream().map(source -> " " + source).collect(Collectors.joining())
                        + order.transfer().heredocs().stream()
                                .map(heredoc -> " <<" + heredoc.name())
                                .collect(Collectors.joining())
                        + " "
                        + destination;
        var change = mode.isEmpty() ? null : ModeChange.parse(mode);
        var rules = IgnoreRules.parse(String.join("\n", excludes));
        boolean link = order.ownership().link() && (user.isEmpty() || Ownership.isNumeric(user));
        try (var undo = new Undo()) {
            var sources = sources(state, order, written, undo, events);
            var known = link ? known(state, place) : new KnownDirectories(List.of());
            var key = StepKey.of(keyword);
            key =
                    link
                            ? key.with("directories on the way", known.words())
                            : key.with("what is below", state.below());
            key =
                    key.with("the destination", place.path() + (place.directory() ? "/" : ""))
                            .with("--chown", user)
                            .with("--chmod", mode)
                            .with("--exclude", excludes);
            for (var source : sources) {
                var digest = digest(source, rules);
                var name = "the content of " + source.shown();
                var how = source.kept() + ":" + source.name() + ":" + source.unpack();
                key = key.with(name, digest + ":" + how + ":" + source.rooted());
            }
            var made =
                    work.layer(
                            key,
                            text,
                            events,
                            before -> {
                                var below = link ? List.<StoredLayer>of() : state.layers();
                                try (var target = Trees.of(work, below)) {
                                    var at = work.time(before.at());
                                    known.make(target.tree(), at);
                                    var owner = owner(user, target.tree());
                                    var options =
                                            new FileTransfer.Options(owner, change, rules, at);
                                    var grafts = new Grafts(at);
                                    new FileTransfer(target.tree(), options, grafts)
                                            .transfer(sources, place);
                                    return target.layer(work, grafts, before);
                                }
                            });
            return state.layered(made.layer(), history + State.MARK, made.at());
        }
    }

    private KnownDirectories known(State state, Destination place) throws IOException {
        try (var below = Trees.of(work, state.layers())) {
            return KnownDirectories.of(below.tree(), place.path());
        }
    }

    private Digest digest(CopySource source, IgnoreRules rules) {
        var context = work.context();
        return source.tree().equals(context.tree())
                ? context.contents().of(source.path(), rules::excludes)
                : new TreeDigest(source.tree(), rules::excludes).of(source.path());
    }

    private static TreeExtraction.@Nullable Owner owner(String user, ContainerTree image)
            throws IOException {
        return user.isEmpty() ? null : Ownership.parse(user, new TreeView(image));
    }

    private List<String> expanded(List<Word> words) {
        return words.stream().map(stage::expand).toList();
    }

    // ---- sources

    private List<CopySource> sources(
            State state, Order order, List<String> written, Undo undo, StepEvents events)
            throws IOException, InterruptedException {
        var sources = new ArrayList<CopySource>();
        var from = order.from();
        var add = order.add();
        if (from != null) {
            var name = stage.expandGlobal(from);
            var layers = stage.layers(name, state.platform(), events.listener());
            var tree = undo.add(Trees.of(work, layers)).tree();
            var settings =
                    new SourceSearch.Settings("\"" + name + "\"", order.parents(), false, false);
            var search = new SourceSearch(tree, settings);
            for (var source : written) sources.addAll(search.find(source));
        } else {
            boolean unpack = add != null && !Boolean.FALSE.equals(add.unpack());
            var settings =
                    new SourceSearch.Settings("build context", order.parents(), unpack, true);
            var context = work.context();
            var search = new SourceSearch(context.tree(), settings, context.rest()::names);
            for (var source : written) {
                var repository = add == null ? null : GitAddress.parse(source);
                if (repository != null && add != null) {
                    sources.add(repository(repository, add, undo));
                } else if (add != null && RemoteFiles.isAddress(source)) {
                    sources.add(fetched(source, add, undo));
                } else {
                    if (add != null && add.checksum() != null) {
                        throw new InvalidInput(
                                FaultCode.BUILD_STEP_REFUSED,
                                "--checksum is for addresses and repositories, not for " + source);
                    }
                    sources.addAll(search.find(source));
                }
            }
        }
        for (var heredoc : order.transfer().heredocs()) sources.add(inline(heredoc, undo));
        return sources;
    }

    private CopySource inline(Heredoc heredoc, Undo undo) throws IOException {
        var content = heredoc.expand() ? stage.expandText(heredoc.content()) : heredoc.content();
        var space = undo.add(work.tools().spaces().make());
        var tree = undo.add(space.tree("a heredoc"));
        var attributes = new TreeMaking.Attributes(ROOT, 0644, modified(null));
        new TreeMaking(tree)
                .file(
                        "/" + heredoc.name(),
                        new ByteArrayInputStream(content.getBytes(UTF_8)),
                        attributes);
        var name = heredoc.name();
        return new CopySource(tree, "<<" + name, "/" + name, name, "", false, true);
    }

    private CopySource repository(GitAddress repository, Instruction.AddOptions add, Undo undo)
            throws IOException, InterruptedException {
        var commit = add.checksum() == null ? null : stage.expand(add.checksum());
        var context =
                undo.add(work.tools().contexts().git(repository, add.keepGitDirectory(), commit));
        return new CopySource(context.tree(), repository.address(), "/", "", "", false, true);
    }

    private CopySource fetched(String address, Instruction.AddOptions add, Undo undo)
            throws IOException, InterruptedException {
        var path = URI.create(address).getPath();
        var name = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) name = "download";
        var space = undo.add(work.tools().spaces().make());
        var tree = undo.add(space.tree("a download"));
        var sha = sha256();
        try (var answer = new RemoteFiles().get(address)) {
            InputStream body = new DigestInputStream(answer.body(), sha);
            var modified = answer.modified() == null ? Instant.EPOCH : answer.modified();
            var attributes = new TreeMaking.Attributes(ROOT, 0600, modified(modified));
            new TreeMaking(tree).file("/" + name, body, attributes);
        }
        var wanted = add.checksum();
        if (wanted != null) check(address, stage.expand(wanted), sha);
        boolean unpack = Boolean.TRUE.equals(add.unpack());
        return new CopySource(tree, address, "/" + name, name, "", unpack, true);
    }

    private static void check(String address, String wanted, MessageDigest sha) {
        var actual = "sha256:" + HexFormat.of().formatHex(sha.digest());
        if (actual.equals(wanted)) return;
        throw new InvalidInput(
                FaultCode.BUILD_COPY_REFUSED,
                "digest mismatch for " + address + ": it is " + actual + ", not " + wanted);
    }

    private @Nullable Instant modified(@Nullable Instant time) {
        return work.epoch() == null ? time : work.epoch();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
