package dev.caisson.front.http;

/// The process at the other end of a unix socket, as it was when it connected (SO_PEERCRED).
public record Peer(int pid, int uid, int gid) {}
