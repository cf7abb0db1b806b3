package dev.caisson.launch.seccomp;

import dev.caisson.elf.Machine;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.launch.seccomp.BpfWriter.Comparison;
import dev.caisson.spec.ProcessSpec.SeccompFilter;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Compiles profiles for one machine and kernel, each only once.
public final class SeccompCompiler {
    /// Of one program: `BPF_MAXINSNS`.
    private static final int LONGEST = 4096;

    private static final int MOST_KEPT = 256;

    // struct seccomp_data of include/uapi/linux/seccomp.h
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;

    private record Key(String profile, long capabilities) {}

    private final Abi host;
    private final KernelVersion kernel;
    private final Map<Key, SeccompFilter> compiled = new ConcurrentHashMap<>();

    /// @param kernel what guards with a `minKernel` are decided by
    public SeccompCompiler(Machine machine, KernelVersion kernel) {
        this(machine == Machine.X86_64 ? Abi.X86_64 : Abi.AARCH64, kernel);
    }

    SeccompCompiler(Abi host, KernelVersion kernel) {
        this.host = host;
        this.kernel = kernel;
    }

    /// @param capabilities of the bounding set, bit n for the capability numbered n
    /// @throws InvalidInput `SECCOMP_PROFILE_INVALID` when the program gets longer than a kernel
    ///     takes
    public SeccompFilter compile(SeccompProfile profile, long capabilities) {
        var key = new Key(profile.name(), capabilities);
        var known = compiled.get(key);
        if (known != null) return known;
        var filter =
                new SeccompFilter(program(profile, capabilities), profile.flags(), profile.name());
        if (compiled.size() >= MOST_KEPT) compiled.clear();
        compiled.put(key, filter);
        return filter;
    }

    private byte[] program(SeccompProfile profile, long capabilities) {
        var environment = new Environment(host, capabilities, kernel);
        var rules =
                profile.rules().stream().filter(rule -> rule.guard().holds(environment)).toList();
        var writer = new BpfWriter();
        int next = writer.returns(Action.KILL_PROCESS.returnValue());
        for (var group : byArchitecture(profile.interfaces()).entrySet()) {
            var ranges = CallRanges.of(group.getValue(), profile.otherwise(), rules);
            int search = new RangeSearch(writer, ranges.starts()).write();
            int load = writer.load(NUMBER, search);
            next = writer.branch(Comparison.EQUAL, group.getKey(), load, next);
        }
        var program = writer.program(writer.load(ARCHITECTURE, next));
        if (program.length / 8 > LONGEST)
            throw new InvalidInput(
                    FaultCode.SECCOMP_PROFILE_INVALID,
                    program.length / 8 + " instructions, a kernel takes at most " + LONGEST);
        return program;
    }

    /// The interfaces that programs of this machine may use, by what the kernel calls them. The
    /// machine's own is the last, so that it is looked for first.
    private Map<Integer, Set<Abi>> byArchitecture(Set<Abi> allowed) {
        var groups = new LinkedHashMap<Integer, Set<Abi>>();
        for (var abi : List.of(Abi.values()).reversed()) {
            if (abi.host() != host || abi.auditArch() == host.auditArch()) continue;
            if (allowed.contains(abi))
                groups.computeIfAbsent(abi.auditArch(), _ -> EnumSet.noneOf(Abi.class)).add(abi);
        }
        var own = EnumSet.of(host);
        if (host == Abi.X86_64 && allowed.contains(Abi.X32)) own.add(Abi.X32);
        groups.put(host.auditArch(), own);
        return groups;
    }
}
