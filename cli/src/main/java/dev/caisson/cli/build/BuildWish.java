package dev.caisson.cli.build;

import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.http.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the user wants of a build besides its context.
///
/// @param outputs what becomes of the result; empty for an image of the engine's
record BuildWish(
        Arguments arguments,
        Session session,
        ProgressMode mode,
        List<Output> outputs,
        NamedContexts contexts,
        CacheFlags caches) {
    BuildWish {
        outputs = List.copyOf(outputs);
    }

    /// @throws UsageError for what does not go together
    static BuildWish of(Arguments arguments, Session session) {
        refuseAttestations(arguments);
        var outputs = Output.of(arguments.list("output"));
        var contexts = NamedContexts.of(arguments.list("build-context"));
        var caches = CacheFlags.of(arguments, outputs.size(), session.err());
        var mode = ProgressMode.of(arguments, session);
        var wish = new BuildWish(arguments, session, mode, outputs, contexts, caches);
        if (wish.isPushed() && wish.names().isEmpty()) {
            throw new UsageError("--push needs a name: give one with --tag");
        }
        boolean images = outputs.stream().anyMatch(output -> !output.isFile());
        if (arguments.flag("load") && !outputs.isEmpty() && !images) {
            throw new UsageError("--load and --output of files: add --output type=docker");
        }
        return wish;
    }

    /// An attestation would be a claim about a build that nobody has checked.
    private static void refuseAttestations(Arguments arguments) {
        for (var name : List.of("provenance", "sbom")) {
            var value = arguments.string(name).orElse("false").toLowerCase(Locale.ROOT);
            if (!value.equals("false")) throw unattested("--" + name + "=" + value);
        }
        for (var one : arguments.list("attest")) {
            if (!one.contains("disabled=true")) throw unattested("--attest " + one);
        }
    }

    private static UsageError unattested(String flag) {
        return new UsageError(
                flag + ": attestations are not made here; only switching them off is honoured");
    }

    boolean isPushed() {
        return arguments.flag("push") || outputs.stream().anyMatch(Output::isPushed);
    }

    /// Everything the daemon may send, by its number.
    List<Output> files() {
        var files = new ArrayList<>(outputs);
        files.addAll(caches.results());
        return files;
    }

    boolean isStandardTaken() {
        return outputs.stream().anyMatch(Output::isStandard);
    }

    /// Names of the image.
    List<String> names() {
        var names = new ArrayList<>(arguments.list("tag"));
        for (var output : outputs) names.addAll(output.names());
        return names;
    }

    Query query(String path) {
        var query = BuildFlags.query(path, arguments, session.environment());
        outputs.forEach(output -> output.names().forEach(name -> query.with("t", name)));
        query.withIf(mode == ProgressMode.QUIET, "q", 1);
        query.withIf(mode.hasSteps(), "caisson.view", 1);
        BuildFlags.json(query, "caisson.contexts", contexts.places());
        caches.addTo(query);
        if (!outputs.isEmpty()) {
            query.with("caisson.results", 1);
            BuildFlags.json(query, "outputs", outputs.stream().map(Output::forDaemon).toList());
        }
        return query;
    }
}
