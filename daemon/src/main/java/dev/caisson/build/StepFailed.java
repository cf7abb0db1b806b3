package dev.caisson.build;

/// The command of a step ended with something else than 0.
public final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient BuildResult.StepFailure failure;

    public StepFailed(BuildResult.StepFailure failure) {
        super(failure.text());
        this.failure = failure;
    }

    public BuildResult.StepFailure failure() {
        return failure;
    }
}
