package dev.caisson.front.docker;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.buildkit.BuildKit;
import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.http.Answer;

/// Where BuildKit's clients leave HTTP/1.1.
final class BuildKitEndpoints {
    private static final String PROTOCOL = "h2c";

    private final BuildKit buildKit;

    BuildKitEndpoints(BuildKit buildKit) {
        this.buildKit = buildKit;
    }

    void addTo(Router router) {
        router.post("/grpc", this::grpc).post("/session", this::session);
    }

    private Answer grpc(Call call) {
        check(call);
        return buildKit.grpc();
    }

    private Answer session(Call call) {
        check(call);
        try {
            return buildKit.session(call.request());
        } catch (CallFailed refused) {
            throw new InvalidInput(refused, FaultCode.BUILD_PARAMETER_INVALID, refused.text());
        }
    }

    private static void check(Call call) {
        if (call.request().headerHas("Upgrade", PROTOCOL)) return;
        var asked = call.request().header("Upgrade");
        throw new InvalidInput(
                FaultCode.BUILD_PARAMETER_INVALID,
                asked == null
                        ? "no upgrade proto in request"
                        : "protocol " + asked + " not supported");
    }
}
