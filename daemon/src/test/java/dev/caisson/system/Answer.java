package dev.caisson.system;

import tools.jackson.databind.JsonNode;

/// A whole answer of the daemon.
///
/// @param status HTTP status
/// @param text body
public record Answer(int status, String text) {
    /// The body as JSON.
    public JsonNode json() {
        return ApiClient.JSON.readTree(text);
    }

    /// What an error says.
    public String message() {
        return json().path("message").asString();
    }
}
