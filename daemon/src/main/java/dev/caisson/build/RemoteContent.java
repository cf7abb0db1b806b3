package dev.caisson.build;

import dev.caisson.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;

/// Port: documents and blobs that are kept elsewhere, such as in a repository of a registry or in a
/// directory of the client's. Whoever asks checks what comes.
public interface RemoteContent {
    /// A manifest or an index.
    ///
    /// @param mediaType empty when only the document itself may say it
    @SuppressWarnings("ArrayRecordComponent") // nobody changes it
    record Document(String mediaType, byte[] content) {}

    /// What the place's name stands for.
    ///
    /// @throws dev.caisson.fault.Fault when there is nothing
    Document top() throws IOException, InterruptedException;

    /// A manifest, an index or a configuration.
    ///
    /// @param limit bytes
    byte[] document(Descriptor what, int limit) throws IOException, InterruptedException;

    /// Opens a blob.
    ///
    /// @param from which byte on
    InputStream open(Descriptor blob, long from) throws IOException, InterruptedException;
}
