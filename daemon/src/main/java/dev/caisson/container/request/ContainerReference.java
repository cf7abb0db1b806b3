package dev.caisson.container.request;

/// A container as a user names it: its name (with or without a slash), its id, or a prefix of it.
public record ContainerReference(String written) {
    @Override
    public String toString() {
        return written;
    }
}
