package dev.caisson.container.plan;

import dev.caisson.container.request.Isolation.NamespaceModes;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unsupported;
import dev.caisson.spec.Namespaces.Kind;
import dev.caisson.spec.Namespaces.Source;
import java.util.EnumMap;
import java.util.Map;

/// Which namespaces a container asks for, parsed; containers it shares them with are still names.
///
/// @param shareable true when others may share its IPC namespace and `/dev/shm`
/// @param sharedMemory false for `--ipc none`: no `/dev/shm`
public record NamespaceChoice(Map<Kind, Choice> choices, boolean shareable, boolean sharedMemory) {
    /// Where a namespace comes from, as asked.
    public sealed interface Choice {
        record Own() implements Choice {}

        record Host() implements Choice {}

        /// @param reference a name, an id or a prefix of it
        record Container(String reference) implements Choice {}
    }

    private static final Choice OWN = new Choice.Own();
    private static final Choice HOST = new Choice.Host();
    private static final String CONTAINER = "container:";

    public NamespaceChoice {
        choices = Map.copyOf(choices);
    }

    /// @param ipcDefault `private` or `shareable`
    /// @throws InvalidInput `MODE_INVALID`
    public static NamespaceChoice parse(NamespaceModes modes, String ipcDefault) {
        var choices = new EnumMap<Kind, Choice>(Kind.class);
        choices.put(Kind.NET, network(modes.network()));
        choices.put(Kind.PID, shared("PID", modes.pid()));
        choices.put(Kind.UTS, hostOrOwn("UTS", modes.uts()));
        choices.put(Kind.CGROUP, cgroup(modes.cgroup()));
        choices.put(Kind.USER, user(modes.user()));
        var ipc = modes.ipc().isEmpty() ? ipcDefault : modes.ipc();
        choices.put(
                Kind.IPC,
                switch (ipc) {
                    case "private", "shareable", "none" -> OWN;
                    default -> shared("IPC", ipc);
                });
        return new NamespaceChoice(choices, ipc.equals("shareable"), !ipc.equals("none"));
    }

    public Choice of(Kind kind) {
        return java.util.Objects.requireNonNull(choices.get(kind));
    }

    public boolean isOwn(Kind kind) {
        return of(kind) instanceof Choice.Own;
    }

    public boolean isHost(Kind kind) {
        return of(kind) instanceof Choice.Host;
    }

    /// The namespaces, once the other containers are found.
    ///
    /// @param peers the source for each kind that is another container's
    /// @param network what an own network namespace is
    public dev.caisson.spec.Namespaces resolve(Map<Kind, Source.Of> peers, Source network) {
        var sources = new EnumMap<Kind, Source>(Kind.class);
        choices.forEach(
                (kind, choice) ->
                        sources.put(
                                kind,
                                switch (choice) {
                                    case Choice.Own _ ->
                                            kind == Kind.NET ? network : new Source.New();
                                    case Choice.Host _ -> new Source.Host();
                                    case Choice.Container _ ->
                                            java.util.Objects.requireNonNull(peers.get(kind));
                                }));
        return new dev.caisson.spec.Namespaces(sources);
    }

    private static Choice network(String mode) {
        return switch (mode) {
            case "host" -> HOST;
            // The name or id of a network, or nothing.
            default -> mode.startsWith(CONTAINER) ? container("network", mode) : OWN;
        };
    }

    private static Choice shared(String what, String mode) {
        if (mode.startsWith(CONTAINER)) return container(what, mode);
        return hostOrOwn(what, mode);
    }

    private static Choice container(String what, String mode) {
        var reference = mode.substring(CONTAINER.length());
        if (reference.isEmpty()) {
            boolean network = what.equals("network");
            throw invalid(what, network ? "invalid container format container:<name|id>" : mode);
        }
        return new Choice.Container(reference);
    }

    private static Choice hostOrOwn(String what, String mode) {
        return switch (mode) {
            case "" -> OWN;
            case "host" -> HOST;
            default -> throw invalid(what, mode);
        };
    }

    private static Choice cgroup(String mode) {
        return switch (mode) {
            case "", "private" -> OWN;
            case "host" -> HOST;
            default -> throw invalid("cgroup namespace", mode);
        };
    }

    private static Choice user(String mode) {
        return switch (mode) {
            case "", "host" -> HOST;
            default ->
                    throw new Unsupported(
                            FaultCode.NOT_SUPPORTED,
                            "user namespace mode " + mode,
                            "only the host's exists for now");
        };
    }

    private static InvalidInput invalid(String what, String mode) {
        return new InvalidInput(FaultCode.MODE_INVALID, what, mode);
    }
}
