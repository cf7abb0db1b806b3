package dev.caisson.foreign;

import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;

/// The real docker command line copies a tree. Its own archives have whole seconds since 1970, and
/// of the attributes only capabilities; the owners it does not restore on the host.
@Tag("foreign")
class DockerCopiedTreeIT extends CopiedTreeContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.docker(engine);
    }

    @Override
    protected String carried(String listing) {
        return listing.replaceAll("(?m)^(b'.*?' 0o\\d+) \\d+ \\d+ (-?\\d+)\\d{9}\\b", "$1 $2 s")
                .replace(" -3600 s", " 0")
                .replaceAll("(?m)^(b'.*?' 0o\\d+) \\d+ \\d+ 0\\b", "$1 0")
                .replaceAll(" user[.]\\w+ b'[^']*'", "");
    }
}
