package dev.caisson.container;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import java.util.List;

/// Why a start failed: a fault's code and arguments.
///
/// @param exitCode what Docker shows for it: 126, 127 or 128
public record StartError(FaultCode code, List<String> arguments, int exitCode) {
    public StartError {
        arguments = List.copyOf(arguments);
    }

    static StartError of(Fault failure) {
        return new StartError(failure.code(), failure.arguments(), StartFaults.exitCode(failure));
    }

    String text() {
        return code.message(arguments.toArray());
    }
}
