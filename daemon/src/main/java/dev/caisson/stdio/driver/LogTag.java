package dev.caisson.stdio.driver;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The option `tag`: text with `{{.Field}}`, the fields of Docker's log tags. Other actions of Go's
/// templates are refused.
///
/// @param written as the user did
public record LogTag(String written) {
    private static final Pattern ACTION = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
    private static final int SHORT = 12;
    private static final Map<String, Function<LogSubject, String>> FIELDS =
            Map.ofEntries(
                    Map.entry(".ID", subject -> subject.id().shortForm()),
                    Map.entry(".FullID", subject -> subject.id().value()),
                    Map.entry(".ContainerID", subject -> subject.id().value()),
                    Map.entry(".Name", LogSubject::name),
                    Map.entry(".ContainerName", subject -> "/" + subject.name()),
                    Map.entry(".ImageID", subject -> shortened(subject.imageId())),
                    Map.entry(".ImageFullID", LogSubject::imageId),
                    Map.entry(".ContainerImageID", LogSubject::imageId),
                    Map.entry(".ImageName", LogSubject::imageName),
                    Map.entry(".ContainerImageName", LogSubject::imageName),
                    Map.entry(".Command", subject -> String.join(" ", subject.command())),
                    Map.entry(".DaemonName", _ -> "docker"));

    /// @throws InvalidInput `LOG_OPTION_INVALID` for an unknown field
    public LogTag {
        var actions = ACTION.matcher(written);
        while (actions.find()) {
            if (FIELDS.containsKey(actions.group(1))) continue;
            throw new InvalidInput(
                    FaultCode.LOG_DRIVER_FAILED,
                    "template: log-tag: can't evaluate "
                            + actions.group(1)
                            + "; known are "
                            + String.join(" ", FIELDS.keySet().stream().sorted().toList()));
        }
        if (ACTION.matcher(written).replaceAll("").contains("{{")) {
            throw new InvalidInput(
                    FaultCode.LOG_DRIVER_FAILED, "template: log-tag: unclosed action");
        }
    }

    String of(LogSubject subject) {
        return ACTION.matcher(written)
                .replaceAll(
                        action ->
                                java.util.regex.Matcher.quoteReplacement(
                                        value(action.group(1), subject)));
    }

    private static String value(String field, LogSubject subject) {
        var reader = FIELDS.get(field);
        return reader == null ? "" : reader.apply(subject);
    }

    private static String shortened(String imageId) {
        var digits = imageId.startsWith("sha256:") ? imageId.substring(7) : imageId;
        return digits.length() > SHORT ? digits.substring(0, SHORT) : digits;
    }
}
