package dev.caisson.cli.create;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import java.io.IOException;
import java.util.List;

/// What runs in the container, as whom and where.
final class ProcessFlags implements RequestPart {
    @Override
    public void declare(Syntax syntax) {
        syntax.list('e', "env", "Set environment variables")
                .list("env-file", "Read in a file of environment variables")
                .string("entrypoint", "Overwrite the default ENTRYPOINT of the image")
                .string('u', "user", "Username or UID (format: <name|uid>[:<group|gid>])")
                .list("group-add", "Add additional groups to join")
                .string('w', "workdir", "Working directory inside the container")
                .string('h', "hostname", "Container host name")
                .string("domainname", "Container NIS domain name")
                .bool('i', "interactive", "Keep STDIN open even if not attached")
                .bool('t', "tty", "Allocate a pseudo-TTY");
    }

    @Override
    public void apply(Arguments arguments, ContainerRequest request) throws IOException {
        var environment =
                KeyValueFiles.environment(
                        arguments.list("env-file"), arguments.list("env"), System.getenv());
        if (!environment.isEmpty()) request.config("Env", environment);
        arguments
                .string("entrypoint")
                .ifPresent(
                        entry ->
                                request.config(
                                        "Entrypoint",
                                        entry.isEmpty() ? List.of("") : List.of(entry)));
        arguments.string("user").ifPresent(user -> request.config("User", user));
        if (arguments.has("group-add")) request.host("GroupAdd", arguments.list("group-add"));
        arguments.string("workdir").ifPresent(directory -> request.config("WorkingDir", directory));
        arguments.string("hostname").ifPresent(name -> request.config("Hostname", name));
        arguments.string("domainname").ifPresent(name -> request.config("Domainname", name));
        request.config("OpenStdin", arguments.flag("interactive"));
        request.config("Tty", arguments.flag("tty"));
    }
}
