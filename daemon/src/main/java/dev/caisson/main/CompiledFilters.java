package dev.caisson.main;

import dev.caisson.container.SeccompFilters;
import dev.caisson.container.plan.SecurityOptions.SeccompChoice;
import dev.caisson.launch.seccomp.KernelVersion;
import dev.caisson.launch.seccomp.SeccompCompiler;
import dev.caisson.launch.seccomp.SeccompProfile;
import dev.caisson.spec.ProcessSpec.SeccompFilter;
import java.util.Optional;

/// Seccomp filters as `launch` compiles them.
final class CompiledFilters implements SeccompFilters {
    private final SeccompCompiler compiler;

    CompiledFilters() {
        compiler = new SeccompCompiler(dev.caisson.elf.Machine.current(), KernelVersion.running());
    }

    @Override
    public Optional<SeccompFilter> filter(SeccompChoice choice, long capabilities) {
        return switch (choice) {
            case SeccompChoice.Unconfined _ -> Optional.empty();
            case SeccompChoice.Default _ ->
                    Optional.of(compiler.compile(SeccompProfile.standard(), capabilities));
            case SeccompChoice.Custom(var json) ->
                    Optional.of(compiler.compile(SeccompProfile.parse(json), capabilities));
        };
    }
}
