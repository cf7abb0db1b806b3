package dev.caisson.sys;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/// The functions of OpenSSL's libcrypto that are bound: only SHA-256, which needs no set-up and no
/// memory of the library. They touch no errno.
final class CryptoLibrary {
    /// More than `sizeof(SHA256_CTX)`, which is 112 in include/openssl/sha.h.
    static final int CONTEXT_SIZE = 128;

    private static final String[] NAMES = {"libcrypto.so.3", "libcrypto.so.1.1"};

    private CryptoLibrary() {}

    /// Binds the library.
    ///
    /// @throws UnsatisfiedLinkError when the host has none, or one without these functions
    static void load() {
        UnsatisfiedLinkError missing = null;
        for (var name : NAMES) {
            try {
                Native.register(CryptoLibrary.class, NativeLibrary.getInstance(name));
                return;
            } catch (UnsatisfiedLinkError absent) {
                missing = absent;
            }
        }
        if (missing != null) throw missing;
    }

    static native int SHA256_Init(long context);

    static native int SHA256_Update(long context, long data, long length);

    static native int SHA256_Final(long digest, long context);
}
