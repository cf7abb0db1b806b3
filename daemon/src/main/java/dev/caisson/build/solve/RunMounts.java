package dev.caisson.build.solve;

import dev.caisson.build.StepRunner.Mount;
import dev.caisson.build.cache.CacheMounts;
import dev.caisson.build.cache.StepKey;
import dev.caisson.build.copy.Destination;
import dev.caisson.dockerfile.RunMount;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.storage.ContainerTree;
import dev.caisson.storage.TreeCopy;
import dev.caisson.storage.TreeDigest;
import dev.caisson.storage.TreeExtraction;
import dev.caisson.storage.TreeMaking;
import dev.caisson.storage.TreeView;
import dev.caisson.value.Undo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one RUN has mounted: found first, for the key; made ready when the command is to run.
final class RunMounts {
    private static final String AGENTS = "/run/buildkit/ssh_agent.";
    private static final String AGENT_VARIABLE = "SSH_AUTH_SOCK=";

    private final Work work;
    private final StageScope stage;
    private final State state;
    private final List<RunMount.Resolved> wanted;
    private int agents;

    RunMounts(Work work, StageScope stage, State state, List<RunMount> mounts) {
        this.work = work;
        this.stage = stage;
        this.state = state;
        wanted = mounts.stream().map(mount -> mount.resolve(stage.scope())).toList();
    }

    /// The key with what is mounted; what outlives builds and what is secret is only named.
    StepKey addTo(StepKey key, StepEvents events) throws IOException, InterruptedException {
        var whole = key;
        for (var mount : wanted) {
            whole =
                    switch (mount) {
                        case RunMount.Bind bind ->
                                whole.with(
                                        "the mount at " + bind.target(),
                                        bind.writable() + ":" + digest(bind, events));
                        case RunMount.Cache cache ->
                                whole.with(
                                        "the cache at " + cache.target(),
                                        cache
                                                + (cacheId(cache).equals(cache.id())
                                                        ? ""
                                                        : cacheId(cache)));
                        case RunMount.Tmpfs tmpfs ->
                                whole.with("the tmpfs at " + tmpfs.target(), tmpfs.toString());
                        case RunMount.Secret secret ->
                                whole.with("the secret " + secret.id(), secret.toString());
                        case RunMount.Ssh agent ->
                                whole.with("the agent " + agent.id(), agent.toString());
                    };
        }
        return whole;
    }

    private String digest(RunMount.Bind bind, StepEvents events)
            throws IOException, InterruptedException {
        var from = bind.from();
        if (from != null && isRoot(bind.source())) {
            var layers = stage.layers(from, state.platform(), events.listener());
            return layers.stream().map(layer -> layer.diffId().toString()).toList().toString();
        }
        try (var undo = new Undo()) {
            if (from == null) {
                var context = work.context();
                return context.contents().of(found(context.tree(), bind), _ -> false).toString();
            }
            var tree = tree(from, undo, events);
            return new TreeDigest(tree, _ -> false).of(found(tree, bind)).toString();
        }
    }

    private static boolean isRoot(String source) {
        return Destination.absolute(source, "/").equals("/");
    }

    private ContainerTree tree(@Nullable String from, Undo undo, StepEvents events)
            throws IOException, InterruptedException {
        if (from == null) return work.context().tree();
        var layers = stage.layers(from, state.platform(), events.listener());
        return undo.add(Trees.of(work, layers)).tree();
    }

    private static String found(ContainerTree tree, RunMount.Bind bind) {
        var path = Destination.absolute(bind.source(), "/");
        return new TreeView(tree)
                .find(path)
                .map(TreeView.Entry::place)
                .orElseThrow(
                        () ->
                                new InvalidInput(
                                        FaultCode.BUILD_COPY_REFUSED,
                                        "--mount=type=bind: there is no " + bind.source()));
    }

    /// @param mounts for the command
    /// @param environment what secrets add to it
    /// @param own the places in the image where something is mounted, and what they are in
    record Ready(List<Mount> mounts, List<String> environment, Set<String> own) {
        Ready {
            mounts = List.copyOf(mounts);
            environment = List.copyOf(environment);
            own = Set.copyOf(own);
        }
    }

    /// @param undo gives all of it up again
    Ready prepare(Undo undo, StepEvents events) throws IOException, InterruptedException {
        var mounts = new ArrayList<Mount>();
        var environment = new ArrayList<String>();
        for (var mount : wanted) {
            switch (mount) {
                case RunMount.Bind bind -> mounts.add(bind(bind, undo, events));
                case RunMount.Cache cache -> mounts.add(cache(cache, undo, events));
                case RunMount.Tmpfs(var target, var size) ->
                        mounts.add(new Mount.Memory(absolute(target), size));
                case RunMount.Secret secret -> secret(secret, undo, mounts, environment);
                case RunMount.Ssh agent -> agent(agent, undo, mounts, environment);
            }
        }
        var own = new HashSet<String>();
        for (var mount : mounts) {
            for (var path = mount.target(); path.length() > 1; path = parent(path)) own.add(path);
        }
        return new Ready(mounts, environment, own);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private String absolute(String target) {
        var path = Destination.absolute(target, state.workingDirectory());
        if (path.equals("/")) {
            throw new InvalidInput(
                    FaultCode.BUILD_STEP_REFUSED, "--mount: the target must not be the root");
        }
        return path;
    }

    private Mount bind(RunMount.Bind bind, Undo undo, StepEvents events)
            throws IOException, InterruptedException {
        var target = absolute(bind.target());
        if (bind.from() == null && !bind.writable()) {
            var tree = work.context().tree();
            var pinned = undo.add(new TreeView(tree).pin(found(tree, bind)));
            return new Mount.Bind(pinned.path(), target, false);
        }
        // What is written there is dropped, and a mount of layers cannot be mounted once more on
        // every kernel: a copy serves both.
        var space = undo.add(work.tools().spaces().make());
        var copy = undo.add(space.tree("a mount"));
        try (var temporary = new Undo()) {
            var from = tree(bind.from(), temporary, events);
            copy(from, found(from, bind), copy);
        }
        var pinned = undo.add(new TreeView(copy).pin("/mount"));
        return new Mount.Bind(pinned.path(), target, bind.writable());
    }

    private static void copy(ContainerTree from, String source, ContainerTree to) {
        var options = new TreeCopy.Options(null, null, _ -> false);
        new TreeCopy(from, to, options).copy(source, "/mount");
    }

    private Mount cache(RunMount.Cache cache, Undo undo, StepEvents events)
            throws IOException, InterruptedException {
        var owner = new TreeExtraction.Owner(cache.owner().uid(), cache.owner().gid());
        var sharing = CacheMounts.Sharing.valueOf(cache.sharing().name());
        var used =
                undo.add(
                        work.tools()
                                .mounts()
                                .take(cacheId(cache), sharing, owner, cache.owner().mode()));
        var from = cache.from();
        if (used.fresh() && from != null) {
            try (var temporary = new Undo();
                    var into = work.tools().spaces().open(used.path(), "a cache")) {
                var tree = tree(from, temporary, events);
                var options = new TreeCopy.Options(null, null, _ -> false);
                var source = Destination.absolute(cache.source(), "/");
                new TreeCopy(tree, into, options).copyContents(source, "/");
            }
        }
        return new Mount.Bind(used.path().toString(), absolute(cache.target()), !cache.readOnly());
    }

    /// Caches of different name spaces are different ones.
    private String cacheId(RunMount.Cache cache) {
        var space = work.request().recipe().arguments().get("BUILDKIT_CACHE_MOUNT_NS");
        return space == null || space.isEmpty() ? cache.id() : space + "/" + cache.id();
    }

    private void agent(RunMount.Ssh agent, Undo undo, List<Mount> mounts, List<String> environment)
            throws IOException, InterruptedException {
        var client = work.request().surroundings().client();
        if (!client.hasAgent(agent.id())) {
            if (!agent.required()) return;
            throw new InvalidInput(
                    FaultCode.BUILD_STEP_REFUSED,
                    "the agent " + agent.id() + " is required and was not given: build with --ssh");
        }
        var space = undo.add(work.tools().secrets().make());
        var socket = undo.add(AgentSocket.open(space, agent.owner(), client, agent.id()));
        var written = agent.target();
        var target = written == null ? AGENTS + agents++ : absolute(written);
        // The first one is the usual one.
        if (environment.stream().noneMatch(entry -> entry.startsWith(AGENT_VARIABLE))) {
            environment.add(AGENT_VARIABLE + target);
        }
        mounts.add(new Mount.Bind(socket.path().toString(), target, true));
    }

    private void secret(
            RunMount.Secret secret, Undo undo, List<Mount> mounts, List<String> environment)
            throws IOException, InterruptedException {
        var found = work.request().surroundings().client().secret(secret.id());
        if (found.isEmpty()) {
            if (!secret.required()) return;
            throw new InvalidInput(
                    FaultCode.BUILD_STEP_REFUSED,
                    "secret " + secret.id() + " is required and was not given");
        }
        var value = found.get();
        var variable = secret.environment();
        if (variable != null) {
            environment.add(variable + "=" + new String(value, StandardCharsets.UTF_8));
        }
        var target = secret.target();
        if (target == null) return;
        var space = undo.add(work.tools().secrets().make());
        var tree = undo.add(space.tree("a secret"));
        var owner = new TreeExtraction.Owner(secret.owner().uid(), secret.owner().gid());
        var attributes = new TreeMaking.Attributes(owner, secret.owner().mode(), null);
        new TreeMaking(tree).file("/secret", new ByteArrayInputStream(value), attributes);
        var pinned = undo.add(new TreeView(tree).pin("/secret"));
        mounts.add(new Mount.Bind(pinned.path(), absolute(target), false));
    }
}
