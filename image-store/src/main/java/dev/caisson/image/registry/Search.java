package dev.caisson.image.registry;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;

/// What to look for, and where. Source: moby registry/search.go (behaviour).
///
/// @param host of the index
/// @param words to look for
public record Search(RegistryHost host, String words) {
    private static final String INDEX = "index.docker.io";

    /// Reads `WORDS`, or `HOST/WORDS` to ask another registry than Docker's.
    ///
    /// @throws InvalidInput `SEARCH_TERM_INVALID`
    public static Search parse(String term) {
        if (term.contains("://")) {
            throw new InvalidInput(
                    FaultCode.SEARCH_TERM_INVALID,
                    "repository name (" + term + ") should not have a scheme");
        }
        int slash = term.indexOf('/');
        var first = slash < 0 ? "" : term.substring(0, slash);
        boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
        if (!isHost || first.equals("docker.io") || first.equals(INDEX)) {
            var words = isHost ? term.substring(slash + 1) : term;
            return new Search(new RegistryHost(INDEX), words);
        }
        return new Search(RegistryHost.parse(first), term.substring(slash + 1));
    }
}
