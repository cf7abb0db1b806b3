/// A client of registries, by distribution-spec 1.1 over the JDK's HTTP client.
///
/// [dev.caisson.image.registry.Registries] knows the settings and keeps connections;
/// [dev.caisson.image.registry.Repository] is one repository for one user, with the tokens that
/// were got for it. Below them, from the wire upward:
///
/// - `Connections` has one HTTP client for each way to trust a host (system CAs, those of
///   `certs.d`, anything for an insecure registry). HTTP/2 where TLS negotiates it, 1.1 without
///   TLS; proxies as the environment says.
/// - `Wire` sends one request and follows redirects itself: credentials go to the origin they are
///   meant for and to no other host, and from https never to http.
/// - `Session` answers challenges (basic, token), sends again, and tries again after failures that
///   pass: with back-off and jitter through [dev.caisson.image.registry.Pause], at most
///   [dev.caisson.image.registry.RetryRules#attempts] times, as long as `Retry-After` asks.
/// - `Repository` knows the paths, limits and checks of the specification.
///
/// Nothing a registry sends grows memory: documents are read up to a limit, blobs are streams, a
/// response that stands still is cut by [dev.caisson.image.registry.WatchedStream]. All calls
/// block and are meant for virtual threads; interrupting the thread ends them.
@NullMarked
package dev.caisson.image.registry;

import org.jspecify.annotations.NullMarked;
