package dev.caisson.front.docker;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Platform;
import dev.caisson.wire.OciPlatform;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// The query parameter `platform` of API 1.48, an OCI platform as JSON.
final class PlatformParameter {
    private PlatformParameter() {}

    /// @return null when there is none
    static @Nullable Platform of(Call call) {
        if (call.query().all("platform").size() > 1) {
            throw new InvalidInput(FaultCode.PLATFORM_PARAMETER_REPEATED);
        }
        var text = call.query().text("platform");
        return text.isEmpty() ? null : read(text);
    }

    /// The parameters `platforms` of API 1.50.
    static List<Platform> all(Call call) {
        return call.query().all("platforms").stream().map(PlatformParameter::read).toList();
    }

    private static Platform read(String text) {
        try {
            var written = Json.mapper().readValue(text, OciPlatform.class);
            if (written.os() == null || written.os().isEmpty()) throw invalid(text, null);
            var variant = Objects.requireNonNullElse(written.variant(), "");
            return Platform.parse(
                    written.os()
                            + "/"
                            + Objects.requireNonNullElse(written.architecture(), "")
                            + (variant.isEmpty() ? "" : "/" + variant));
        } catch (JacksonException broken) {
            throw invalid(text, broken);
        }
    }

    private static InvalidInput invalid(String text, @Nullable Exception cause) {
        return cause == null
                ? new InvalidInput(FaultCode.PLATFORM_PARAMETER_INVALID, text)
                : new InvalidInput(cause, FaultCode.PLATFORM_PARAMETER_INVALID, text);
    }
}
