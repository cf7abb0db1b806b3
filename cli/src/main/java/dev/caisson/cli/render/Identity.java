package dev.caisson.cli.render;

/// Identities as they are shown.
public final class Identity {
    private Identity() {}

    /// @param whole true for `--no-trunc`
    /// @return the first twelve digits, or all of it
    public static String shown(String id, boolean whole) {
        if (whole) return id;
        var digits = id.startsWith("sha256:") ? id.substring("sha256:".length()) : id;
        return digits.length() <= 12 ? digits : digits.substring(0, 12);
    }

    /// @param width characters at the most; a longer text ends with an ellipsis
    public static String ellipsis(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
