package dev.caisson.container;

import dev.caisson.stdio.ContainerInput;
import java.nio.ByteBuffer;

/// Standard input of a process that has none.
final class NoInput implements ContainerInput {
    static final NoInput INSTANCE = new NoInput();

    private NoInput() {}

    @Override
    public boolean write(ByteBuffer bytes) {
        return false;
    }

    @Override
    public void end() {}

    @Override
    public void close() {}
}
