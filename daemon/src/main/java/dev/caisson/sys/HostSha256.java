package dev.caisson.sys;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigestSpi;

/// One computation of SHA-256 by the host's libcrypto. Its state is Java's memory, so there is
/// nothing to free.
final class HostSha256 extends MessageDigestSpi implements Cloneable {
    private static final int DIGEST_SIZE = 32;

    private ByteBuffer state = ByteBuffer.allocateDirect(CryptoLibrary.CONTEXT_SIZE + DIGEST_SIZE);
    private long context = MemorySegment.ofBuffer(state).address();

    HostSha256() {
        engineReset();
    }

    @Override
    protected int engineGetDigestLength() {
        return DIGEST_SIZE;
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        try (var scratch = Scratch.take()) {
            int block = scratch.block(Math.min(length, Scratch.TRANSFER));
            for (int done = 0; done < length; ) {
                int count = Math.min(Scratch.TRANSFER, length - done);
                scratch.memory().put(block, input, offset + done, count);
                int _ = CryptoLibrary.SHA256_Update(context, scratch.address(block), count);
                done += count;
            }
        }
    }

    @Override
    protected byte[] engineDigest() {
        int _ = CryptoLibrary.SHA256_Final(context + CryptoLibrary.CONTEXT_SIZE, context);
        var digest = new byte[DIGEST_SIZE];
        state.get(CryptoLibrary.CONTEXT_SIZE, digest);
        engineReset();
        return digest;
    }

    @Override
    protected void engineReset() {
        int _ = CryptoLibrary.SHA256_Init(context);
    }

    @Override
    public Object clone() throws CloneNotSupportedException {
        var copy = (HostSha256) super.clone();
        copy.state = ByteBuffer.allocateDirect(state.capacity()).put(0, state, 0, state.capacity());
        copy.context = MemorySegment.ofBuffer(copy.state).address();
        return copy;
    }
}
