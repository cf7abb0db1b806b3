package dev.caisson.container.request;

import java.util.List;
import java.util.Map;

/// What the container is called and made of.
///
/// @param image as it was written
/// @param hostname empty for the first 12 digits of the id
/// @param domainname empty for none
/// @param onBuild of the image, only shown
/// @param containerIdFile only shown; the client writes it
public record Identity(
        String image,
        String hostname,
        String domainname,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<String> onBuild,
        String containerIdFile) {
    public Identity {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        onBuild = List.copyOf(onBuild);
    }

    public static Identity ofImage(String image) {
        return new Identity(image, "", "", Map.of(), Map.of(), List.of(), "");
    }
}
