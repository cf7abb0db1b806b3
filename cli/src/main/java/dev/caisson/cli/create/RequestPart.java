package dev.caisson.cli.create;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import java.io.IOException;

/// The flags of one noun.
interface RequestPart {
    void declare(Syntax syntax);

    /// @throws dev.caisson.cli.arguments.UsageError when a value does not parse
    /// @throws IOException when a file that a flag names cannot be read
    void apply(Arguments arguments, ContainerRequest request) throws IOException;
}
