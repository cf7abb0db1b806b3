package dev.caisson.build;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unsupported;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The program that reads a Dockerfile, as `# syntax=` names it: there is one here. Docker's own
/// are taken to mean it; another one would be a stranger's program with the rights of a builder.
///
/// @param image empty for none
public record FrontEnd(String image) {
    private static final Pattern OURS =
            Pattern.compile("(?:docker\\.io/)?(?:docker|moby)/dockerfile(?:-upstream)?(?:[:@].*)?");

    /// @throws Unsupported for one that is not Docker's
    public FrontEnd {
        var name = image.strip().split("\\s", 2)[0];
        if (!name.isEmpty() && !OURS.matcher(name).matches()) throw refused(name);
    }

    /// @param image null for none
    public static FrontEnd of(@Nullable String image) {
        return new FrontEnd(image == null ? "" : image);
    }

    private static Unsupported refused(String name) {
        return new Unsupported(
                FaultCode.NOT_SUPPORTED,
                "the front end " + name,
                "it is not run here, Dockerfiles are read by the engine itself: write them for"
                        + " docker/dockerfile");
    }
}
