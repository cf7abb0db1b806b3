package dev.caisson.container.request;

/// A container that another one reaches by a name of its own choice.
///
/// @param target name or id
/// @param alias what the other one calls it
public record Link(String target, String alias) {
    /// Reads `container`, `container:alias`, or what `inspect` shows: `/container:/own/alias`.
    public static Link parse(String written) {
        int colon = written.indexOf(':');
        var target = colon < 0 ? written : written.substring(0, colon);
        var alias = colon < 0 ? written : written.substring(colon + 1);
        return new Link(last(target), last(alias));
    }

    /// As `inspect` shows it.
    ///
    /// @param owner name of the container that has the link
    public String shown(String owner) {
        return "/" + target + ":/" + owner + "/" + alias;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
