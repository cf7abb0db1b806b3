package dev.caisson.container.request;

/// When the engine starts a container again by itself.
///
/// @param maximumRetries only with ON_FAILURE; 0 for no limit
public record RestartPolicy(Mode mode, int maximumRetries) {
    /// With Docker's names.
    public enum Mode {
        NO("no"),
        ON_FAILURE("on-failure"),
        ALWAYS("always"),
        UNLESS_STOPPED("unless-stopped");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public static RestartPolicy never() {
        return new RestartPolicy(Mode.NO, 0);
    }
}
