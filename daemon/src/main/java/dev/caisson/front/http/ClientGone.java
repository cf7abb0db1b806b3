package dev.caisson.front.http;

import java.io.IOException;

/// The client has closed the connection: nobody reads what is written, or nothing more is sent.
public final class ClientGone extends IOException {
    private static final long serialVersionUID = 1;

    private final String why;

    public ClientGone(String why) {
        super(why);
        this.why = why;
    }

    /// What was noticed, as `unexpected EOF`.
    public String why() {
        return why;
    }
}
