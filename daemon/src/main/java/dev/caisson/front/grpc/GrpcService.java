package dev.caisson.front.grpc;

import java.io.IOException;

/// What answers calls. Called on a virtual thread per call; may block.
@FunctionalInterface
public interface GrpcService {
    /// The call ends well when it returns.
    ///
    /// @throws CallFailed when it does not
    void answer(ServerCall call) throws IOException, InterruptedException;
}
