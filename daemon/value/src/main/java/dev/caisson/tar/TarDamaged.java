package dev.caisson.tar;

import java.io.IOException;

/// The bytes are not a tar, or end in the middle of one.
public final class TarDamaged extends IOException {
    private static final long serialVersionUID = 1;

    TarDamaged(String why) {
        super(why);
    }
}
