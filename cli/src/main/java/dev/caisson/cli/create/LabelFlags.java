package dev.caisson.cli.create;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Pairs;
import dev.caisson.cli.arguments.Syntax;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Labels and annotations.
final class LabelFlags implements RequestPart {
    /// The API has no fields for what only this engine does.
    private static final String OWN = "dev.caisson.";

    private static final String DEPENDS_ON = "dev.caisson.depends-on";

    @Override
    public void declare(Syntax syntax) {
        syntax.list('l', "label", "Set meta data on a container")
                .list("label-file", "Read in a line delimited file of labels")
                .list(
                        "annotation",
                        "Add an annotation to the container (passed through to the OCI runtime)");
    }

    @Override
    public void apply(Arguments arguments, ContainerRequest request) throws IOException {
        var labels = new ArrayList<String>();
        for (var file : arguments.list("label-file")) labels.addAll(KeyValueFiles.read(file));
        labels.addAll(arguments.list("label"));
        arguments
                .string("health-on-failure")
                .ifPresent(action -> labels.add(HealthFlags.ON_FAILURE + "=" + action));
        for (var flag : List.of("publish-scope", "publish-group")) {
            arguments.string(flag).ifPresent(value -> labels.add(OWN + flag + "=" + value));
        }
        if (arguments.has("firewall-honest")) {
            labels.add(OWN + "firewall-honest=" + arguments.flag("firewall-honest"));
        }
        if (arguments.flag("on-demand")) labels.add(OWN + "on-demand=true");
        arguments.string("idle").ifPresent(time -> labels.add(OWN + "on-demand-idle=" + time));
        if (arguments.has("depends-on")) {
            labels.add(DEPENDS_ON + "=" + String.join(",", arguments.list("depends-on")));
        }
        if (!labels.isEmpty()) request.config("Labels", Pairs.of(labels));
        if (arguments.has("annotation"))
            request.host("Annotations", Pairs.of(arguments.list("annotation")));
    }
}
