package dev.caisson.image.hosted;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Digest;
import java.util.regex.Pattern;

/// What names a manifest in its repository.
public sealed interface Which {
    /// One of its tags.
    record Tag(String name) implements Which {
        private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

        /// @throws InvalidInput `HOSTED_TAG_INVALID`
        public Tag {
            if (!VALID.matcher(name).matches()) {
                throw new InvalidInput(FaultCode.HOSTED_TAG_INVALID, name);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// The manifest itself.
    record Content(Digest digest) implements Which {
        @Override
        public String toString() {
            return digest.toString();
        }
    }

    /// @throws InvalidInput `HOSTED_TAG_INVALID`, `DIGEST_INVALID`
    static Which parse(String text) {
        return text.indexOf(':') >= 0 ? new Content(Digest.parse(text)) : new Tag(text);
    }
}
