package dev.caisson.image.hosted;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.regex.Pattern;

/// The name of a repository as it stands in a URL. Source: distribution-spec, "Pulling manifests".
public record RepositoryPath(String value) implements Comparable<RepositoryPath> {
    private static final int LENGTH_LIMIT = 255;
    private static final String COMPONENT = "[a-z0-9]++(?:(?:\\.|_|__|-++)[a-z0-9]++)*+";
    private static final Pattern VALID = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*+");

    /// @throws InvalidInput `HOSTED_NAME_INVALID`
    public RepositoryPath {
        if (value.length() > LENGTH_LIMIT || !VALID.matcher(value).matches()) {
            throw new InvalidInput(FaultCode.HOSTED_NAME_INVALID, value);
        }
    }

    @Override
    public int compareTo(RepositoryPath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
