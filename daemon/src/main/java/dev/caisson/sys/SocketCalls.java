package dev.caisson.sys;

/// Sockets that Java has no class for: netlink, and sockets made in another network namespace.
/// They belong to the network namespace of the thread that makes them.
///
/// Addresses are the bytes of a `struct sockaddr_*`; see [NetlinkAddress].
public interface SocketCalls {
    /// `socket(2)`, close-on-exec.
    ///
    /// @param domain [Socket] `AF_*`
    /// @param type [Socket] `SOCK_*`
    int socket(int domain, int type, int protocol);

    /// `bind(2)`.
    void bind(int fd, byte[] address);

    /// `connect(2)`.
    void connect(int fd, byte[] address);

    /// `listen(2)`.
    void listen(int fd, int backlog);

    /// `accept4(2)`, close-on-exec.
    ///
    /// @param flags [Socket#SOCK_NONBLOCK], or 0
    int accept4(int fd, int flags);

    /// `shutdown(2)`.
    ///
    /// @param how [Socket] `SHUT_*`
    void shutdown(int fd, int how);

    /// `getsockname(2)`.
    byte[] getsockname(int fd);

    /// `setsockopt(2)`.
    void setsockopt(int fd, int level, int option, byte[] value);

    /// `sendto(2)`.
    ///
    /// @param address empty for a connected socket or the kernel's end of a netlink socket
    /// @return bytes sent
    int sendto(int fd, byte[] bytes, int offset, int length, int flags, byte[] address);

    /// `recvfrom(2)` without the sender's address.
    ///
    /// @param flags [Socket] `MSG_*`; with `MSG_TRUNC` the answer may be more than the length
    /// @return bytes of the message; 0 at the end of a stream
    int recvfrom(int fd, byte[] bytes, int offset, int length, int flags);

    /// `ioctl(2)` `SIOCOUTQ`: what the other end has not taken yet. Of a unix socket that is the
    /// memory it takes, so more than its bytes, and 0 when all was read.
    int siocoutq(int fd);
}
