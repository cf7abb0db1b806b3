package dev.caisson.build.context;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A Git repository as it is written for a build: `https://host/repository.git#branch:directory`,
/// also with `?branch=…&tag=…&ref=…&commit=…&subdir=…`.
///
/// Nothing of it can be taken for an option by git: the address begins with a scheme or a host, a
/// reference with a letter or digit. Source: moby builder/remotecontext/git, urlutil (behaviour).
///
/// @param address what git is given
/// @param reference branch, tag, full reference or commit; empty for the default branch
/// @param directory in the repository; empty for all of it
public record GitAddress(String address, String reference, String directory) {
    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/+@-]{0,254}");
    private static final Pattern SHORT =
            Pattern.compile("(?:[A-Za-z0-9._-]+@)[A-Za-z0-9.-]+:[^ :].*");
    private static final Pattern HTTP = Pattern.compile("https?://[^ ?#]+\\.git(?:[?#].*)?");
    private static final Pattern URL = Pattern.compile("(?:https?|git|ssh)://[A-Za-z0-9\\[].*");

    public GitAddress {
        boolean known = URL.matcher(address).matches() || SHORT.matcher(address).matches();
        if (!known || address.length() > 4096) throw refused(address);
        boolean bad = !REFERENCE.matcher(reference).matches() || reference.contains("..");
        if (!reference.isEmpty() && bad) throw refused("#" + reference);
        for (var part : directory.split("/", -1)) {
            if (part.equals("..")) throw refused(":" + directory);
        }
    }

    /// @return null when it is no Git repository
    /// @throws InvalidInput `BUILD_CONTEXT_INVALID`
    public static @Nullable GitAddress parse(String text) {
        var whole = text.startsWith("github.com/") ? "https://" + text : text;
        boolean git =
                text.startsWith("git://")
                        || text.startsWith("ssh://")
                        || text.startsWith("github.com/")
                        || SHORT.matcher(text).matches()
                        || HTTP.matcher(text).matches();
        if (!git) return null;
        int hash = whole.indexOf('#');
        var fragment = hash < 0 ? "" : whole.substring(hash + 1);
        var before = hash < 0 ? whole : whole.substring(0, hash);
        int mark = before.indexOf('?');
        var query = mark < 0 ? "" : before.substring(mark + 1);
        var address = mark < 0 ? before : before.substring(0, mark);
        int colon = fragment.indexOf(':');
        var reference = colon < 0 ? fragment : fragment.substring(0, colon);
        var directory = colon < 0 ? "" : fragment.substring(colon + 1);
        for (var pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            var key = equals < 0 ? pair : pair.substring(0, equals);
            var value = equals < 0 ? "" : pair.substring(equals + 1);
            switch (key) {
                case "branch" -> reference = "refs/heads/" + value;
                case "tag" -> reference = "refs/tags/" + value;
                case "ref", "commit" -> reference = value;
                case "subdir" -> directory = value;
                default -> throw refused("?" + key);
            }
        }
        return new GitAddress(address, reference, directory);
    }

    private static InvalidInput refused(String part) {
        return new InvalidInput(
                FaultCode.BUILD_CONTEXT_INVALID, "\"" + part + "\" of a Git repository's address");
    }
}
