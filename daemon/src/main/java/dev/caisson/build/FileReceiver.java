package dev.caisson.build;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Takes the files of a client's directory: hears of all, and wants the content of some. For one
/// thread.
///
/// @see BuildClient#copy
public interface FileReceiver {
    /// The client has this file. They come in the order of a walk, each directory before what is in
    /// it, names by their bytes.
    void listed(ListedFile file) throws IOException;

    /// A file whose content is wanted.
    ///
    /// @param number its place in the order of the [#listed], from 0
    /// @param size as the client said
    record Wanted(long number, long size) {}

    /// The next one, of those that were listed by now; each is told once.
    @Nullable Wanted wanted() throws IOException;

    /// Some of the content of a file that is wanted, in order.
    void content(long number, byte[] bytes) throws IOException;

    /// There is no more content of it.
    void whole(long number) throws IOException;
}
