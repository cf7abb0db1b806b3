package dev.caisson.image.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// How a user proves to a registry who it is. Never logged: the cases do not print their secrets.
public sealed interface Credentials {
    Credentials NONE = new Anonymous();

    /// Nobody in particular.
    record Anonymous() implements Credentials {}

    /// A name with its password, or with an access token in its place.
    record Basic(String user, String password) implements Credentials {
        String header() {
            var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }

        @Override
        public String toString() {
            return "Basic[" + user + "]";
        }
    }

    /// A refresh token from a former login, changed for access tokens.
    record Identity(String token) implements Credentials {
        @Override
        public String toString() {
            return "Identity[…]";
        }
    }

    /// An access token sent as it is.
    record Bearer(String token) implements Credentials {
        @Override
        public String toString() {
            return "Bearer[…]";
        }
    }
}
