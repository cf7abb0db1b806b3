/// HTTP/1.1 over the daemon's unix socket: requests, streamed answers and hijacked connections.
///
/// The JDK's HTTP client speaks no unix socket and Netty costs more at start than a whole plain
/// command; what Docker's API needs of HTTP fits these few classes.
@NullMarked
package dev.caisson.cli.http;

import org.jspecify.annotations.NullMarked;
