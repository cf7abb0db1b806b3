package dev.caisson.cli.render;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.UsageError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Where a tar goes that the user asked for: standard output, or the file named by `--output`,
/// written beside its place and renamed when it is whole.
public final class TarOutput {
    private final Optional<String> file;

    private TarOutput(Optional<String> file) {
        this.file = file;
    }

    /// @throws UsageError when it would go to a terminal
    public static TarOutput of(Arguments arguments) {
        var file = arguments.string("output");
        if (file.isEmpty() && StandardStreams.outIsTerminal()) {
            throw new UsageError(
                    "cowardly refusing to save to a terminal. Use the -o flag or redirect");
        }
        return new TarOutput(file);
    }

    /// Writes all of `body`.
    ///
    /// @param out standard output
    public void write(InputStream body, OutputStream out) throws IOException {
        if (file.isEmpty()) {
            body.transferTo(out);
            return;
        }
        var place = Path.of(file.get()).toAbsolutePath();
        var temporary = Files.createTempFile(place.getParent(), ".caisson-tar", ".tar");
        try {
            Files.copy(body, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
