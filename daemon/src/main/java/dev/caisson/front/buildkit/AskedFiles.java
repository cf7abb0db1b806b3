package dev.caisson.front.buildkit;

import dev.caisson.build.FileReceiver;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The files a client was asked for and has not sent all of: some are asked for ahead, so that many
/// small ones do not cost a round trip each, no more than [#AHEAD] bytes and [#FILES] files. They
/// are asked for many at a time, when half of them have come. For one thread.
public final class AskedFiles {
    private static final long AHEAD = 4 << 20;
    private static final int FILES = 128;

    private final FileReceiver receiver;
    private final Map<Long, Long> sizes = new HashMap<>();
    private long bytes;

    public AskedFiles(FileReceiver receiver) {
        this.receiver = receiver;
    }

    /// Whether all that was asked for has come.
    public boolean isEmpty() {
        return sizes.isEmpty();
    }

    /// The numbers of the files to be asked for now; often none.
    public List<Long> next() throws IOException {
        if (sizes.size() > FILES / 2) return List.of();
        var numbers = new ArrayList<Long>();
        while (sizes.isEmpty() || bytes < AHEAD && sizes.size() < FILES) {
            var wanted = receiver.wanted();
            if (wanted == null) break;
            sizes.put(wanted.number(), wanted.size());
            bytes += wanted.size();
            numbers.add(wanted.number());
        }
        return numbers;
    }

    /// Some of a file, in order.
    public void content(long number, byte[] part) throws IOException {
        long _ = sizeOf(number);
        receiver.content(number, part);
    }

    /// There is no more of a file.
    public void whole(long number) throws IOException {
        long size = sizeOf(number);
        receiver.whole(number);
        sizes.remove(number);
        bytes -= size;
    }

    private long sizeOf(long number) {
        var size = sizes.get(number);
        if (size != null) return size;
        throw new InvalidInput(
                FaultCode.BUILD_CONTEXT_INVALID, "the client sends what was not asked for");
    }
}
