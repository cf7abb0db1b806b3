package dev.caisson.image;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of an image, normalised as Docker does: `alpine` is `docker.io/library/alpine:latest`.
///
/// Source of grammar and rules: github.com/distribution/reference (regexp.go, normalize.go). What
/// is parsed is written again by [#toString] in full and by [#familiar] as users know it; both
/// parse to the same value.
///
/// @param domain of the registry, with its port
/// @param path of the repository there
/// @param tag null when the reference has only a digest, or, from [#parseAsWritten], neither
/// @param digest of the manifest; null when the reference has none
public record ImageReference(
        String domain, String path, @Nullable String tag, @Nullable Digest digest)
        implements Comparable<ImageReference> {
    /// The tag of a name that has none.
    public static final String DEFAULT_TAG = "latest";

    private static final String DEFAULT_DOMAIN = "docker.io";
    private static final String LEGACY_DOMAIN = "index.docker.io";
    private static final String OFFICIAL = "library/";
    private static final int PATH_LIMIT = 255;
    // A domain name has at most 255 characters, a tag 128, a digest 135.
    private static final int LENGTH_LIMIT = 1024;

    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?");
    private static final String COMPONENT = "[a-z0-9]++(?:(?:[._]|__|-++)[a-z0-9]++)*+";
    private static final Pattern PATH = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*+");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern BARE_ID = Pattern.compile("[0-9a-f]{64}");

    /// @throws InvalidInput `IMAGE_REFERENCE_MALFORMED`, `IMAGE_REFERENCE_INVALID`
    public ImageReference {
        if (!DOMAIN.matcher(domain).matches() || !PATH.matcher(path).matches()) {
            throw malformed();
        }
        if (path.length() > PATH_LIMIT) {
            throw invalid("repository name must not be more than 255 characters");
        }
        if (tag != null && !TAG.matcher(tag).matches()) throw malformed();
    }

    /// Reads a name and gives it the tag `latest` when it has neither tag nor digest.
    ///
    /// @throws InvalidInput `IMAGE_REFERENCE_MALFORMED`, `IMAGE_REFERENCE_INVALID`
    public static ImageReference parse(String text) {
        var written = parseAsWritten(text);
        return written.isNameOnly() ? written.withTag(DEFAULT_TAG) : written;
    }

    /// Reads a name and leaves it without a tag when it has none.
    ///
    /// @throws InvalidInput `IMAGE_REFERENCE_MALFORMED`, `IMAGE_REFERENCE_INVALID`
    public static ImageReference parseAsWritten(String text) {
        if (text.isEmpty() || text.length() > LENGTH_LIMIT) throw malformed();
        if (BARE_ID.matcher(text).matches()) {
            throw invalid(
                    "repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
        }
        int at = text.indexOf('@');
        var digest = at < 0 ? null : digest(text, at);
        var named = at < 0 ? text : text.substring(0, at);

        int slash = named.indexOf('/');
        var first = slash < 0 ? "" : named.substring(0, slash);
        var isDomain = slash >= 0 && isDomain(first);
        var domain = isDomain ? first : DEFAULT_DOMAIN;
        if (domain.equals(LEGACY_DOMAIN)) domain = DEFAULT_DOMAIN;
        var rest = isDomain ? named.substring(slash + 1) : named;

        int colon = rest.indexOf(':');
        var tag = colon < 0 ? null : rest.substring(colon + 1);
        var path = colon < 0 ? rest : rest.substring(0, colon);
        if (domain.equals(DEFAULT_DOMAIN) && path.indexOf('/') < 0) path = OFFICIAL + path;
        if (!path.equals(path.toLowerCase(Locale.ROOT))) {
            throw invalid("repository name (" + excerpt(path) + ") must be lowercase");
        }
        if (!DOMAIN.matcher(domain).matches()
                || !PATH.matcher(path).matches()
                || (tag != null && !TAG.matcher(tag).matches())) {
            throw malformed();
        }
        return new ImageReference(domain, path, tag, digest);
    }

    private static Digest digest(String text, int at) {
        try {
            return Digest.parse(text.substring(at + 1));
        } catch (InvalidInput notDigest) {
            throw new InvalidInput(notDigest, FaultCode.IMAGE_REFERENCE_MALFORMED);
        }
    }

    private static boolean isDomain(String first) {
        return first.equals("localhost")
                || first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    /// `docker.io/library/alpine`: domain and path.
    public String name() {
        return domain + "/" + path;
    }

    /// `alpine`: domain and path as users know them.
    public String familiarName() {
        if (!domain.equals(DEFAULT_DOMAIN)) return name();
        boolean official = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
        if (official) return path.substring(OFFICIAL.length());
        // `docker.io/host.example/app` is not `host.example/app`; Docker shows both alike.
        int slash = path.indexOf('/');
        return slash >= 0 && isDomain(path.substring(0, slash)) ? name() : path;
    }

    /// `alpine:3.20`: as users know it, with tag and digest.
    public String familiar() {
        return familiarName() + suffix();
    }

    /// True without tag and digest.
    public boolean isNameOnly() {
        return tag == null && digest == null;
    }

    /// The tag, `latest` when there is neither tag nor digest.
    public Optional<String> tagOrDefault() {
        if (isNameOnly()) return Optional.of(DEFAULT_TAG);
        return Optional.ofNullable(tag);
    }

    /// The same repository with this tag and no digest.
    public ImageReference withTag(String other) {
        return new ImageReference(domain, path, other, null);
    }

    /// The same repository with this digest and no tag.
    public ImageReference withDigest(Digest other) {
        return new ImageReference(domain, path, null, other);
    }

    /// True when both are of one repository.
    public boolean isSameRepository(ImageReference other) {
        return domain.equals(other.domain) && path.equals(other.path);
    }

    @Override
    public int compareTo(ImageReference other) {
        return Comparator.comparing(ImageReference::familiar).compare(this, other);
    }

    /// In full: `docker.io/library/alpine:latest`.
    @Override
    public String toString() {
        return name() + suffix();
    }

    private String suffix() {
        return (tag == null ? "" : ":" + tag)
                + (digest == null ? "" : "@" + Objects.requireNonNull(digest));
    }

    private static String excerpt(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }

    private static InvalidInput malformed() {
        return new InvalidInput(FaultCode.IMAGE_REFERENCE_MALFORMED);
    }

    private static InvalidInput invalid(String why) {
        return new InvalidInput(FaultCode.IMAGE_REFERENCE_INVALID, why);
    }
}
