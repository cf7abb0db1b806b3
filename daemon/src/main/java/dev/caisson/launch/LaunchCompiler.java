package dev.caisson.launch;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unsupported;
import dev.caisson.launch.ExecRequest.Streams;
import dev.caisson.spec.Namespaces;
import dev.caisson.spec.RuntimeSpec;
import dev.caisson.spec.Stdio;
import dev.caisson.sys.CloneFlag;
import dev.caisson.value.ContainerId;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Compiles what is asked into a [LaunchProgram]. Pure: it opens and asks nothing.
final class LaunchCompiler {
    private LaunchCompiler() {}

    /// The program that starts a container.
    ///
    /// @throws Unsupported `NOT_SUPPORTED` for a user namespace
    static LaunchProgram compile(RuntimeSpec spec, LaunchResources resources) {
        if (!(spec.namespaces().of(Namespaces.Kind.USER) instanceof Namespaces.Source.Host)) {
            throw new Unsupported(
                    FaultCode.NOT_SUPPORTED,
                    "a user namespace",
                    "this version runs containers in the host's");
        }
        var program = new ProgramBuilder(resources.host().machine());
        boolean terminal = spec.stdio() instanceof Stdio.Terminal;
        boolean stdin = spec.stdio() instanceof Stdio.Pipes(boolean wanted, _) && wanted;
        var role =
                new HolderProgram.Role(
                        terminal ? 1 : 2, stdin, newNamespaces(spec.namespaces()), false);
        var holder = new HolderProgram(program, resources, role, identity(spec.id(), null));
        holder.build();
        program.place(holder.initStart());
        new InitProgram(program, spec, resources).build(holder.self());
        return program.build();
    }

    /// The program that starts an exec session.
    static LaunchProgram compile(ExecRequest request, LaunchResources resources) {
        var program = new ProgramBuilder(resources.host().machine());
        boolean stdin = request.streams() instanceof Streams.Pipes(boolean wanted) && wanted;
        var role = new HolderProgram.Role(0, stdin, 0, true);
        var identity = identity(request.container(), request.execId());
        var holder = new HolderProgram(program, resources, role, identity);
        holder.build();
        program.place(holder.initStart());
        new ExecProgram(program, request, resources).build(holder.self());
        return program.build();
    }

    /// Namespaces that the clone makes. The cgroup namespace comes later, when init is in its
    /// groups, and a shared pid namespace was entered by the holder.
    private static long newNamespaces(Namespaces namespaces) {
        long flags = CloneFlag.CLONE_NEWNS;
        for (var kind : Namespaces.Kind.values()) {
            if (!(namespaces.of(kind) instanceof Namespaces.Source.New)) continue;
            flags |=
                    switch (kind) {
                        case PID -> CloneFlag.CLONE_NEWPID;
                        case UTS -> CloneFlag.CLONE_NEWUTS;
                        case IPC -> CloneFlag.CLONE_NEWIPC;
                        case NET -> CloneFlag.CLONE_NEWNET;
                        case CGROUP, USER -> 0;
                    };
        }
        return flags;
    }

    /// The ids of an `ExitEvent`.
    static byte[] identity(ContainerId container, @Nullable String execId) {
        var bytes = Arrays.copyOf(HexFormat.of().parseHex(container.value()), 64);
        if (execId != null) {
            System.arraycopy(HexFormat.of().parseHex(execId), 0, bytes, 32, 32);
        }
        return bytes;
    }
}
