package dev.caisson.storage;

import dev.caisson.tar.RawText;

/// Signals that a part of a path, which had to be a directory, is a symbolic link.
final class LinkOnTheWay extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int depth;
    private final transient RawText target;

    /// @param depth of the link, 0 for the first part of the path
    LinkOnTheWay(int depth, RawText target) {
        super(null, null, false, false);
        this.depth = depth;
        this.target = target;
    }

    int depth() {
        return depth;
    }

    RawText target() {
        return target;
    }
}
