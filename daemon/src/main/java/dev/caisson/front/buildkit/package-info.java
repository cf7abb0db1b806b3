/// BuildKit's services over [dev.caisson.front.grpc], so that `docker build` with buildx and
/// `docker compose build` work: two connections of one client.
///
/// Over the first (`POST /grpc`) it calls us. `Control.Solve` begins a build ([Job]) and lasts
/// until its end, `Control.Status` tells of it ([StatusFeed]); what is to be built comes from the
/// front end that runs in the client, by `LLBBridge.Solve` with the name of the Dockerfile's front
/// end and its options ([SolveOptions]); `LLBBridge.Return` says which result is the one. There are
/// no graphs of operations here: a Dockerfile is built by the engine's own builder, and a client
/// that sends a graph is refused, unless it is a result of ours that comes back ([LinkedResult]).
///
/// Over the second (`POST /session`) we call the client ([ClientSession]): for the files of its
/// directories ([ReceivedFiles], and [DirectoryCopy] where only changes are wanted), its secrets,
/// agents, passwords, and to write results to its disk.
///
/// 1. Whatever the client sends is a stranger's: names in its directories become a tar that is
///    unpacked as every tar, beneath a descriptor; numbers and sizes have limits.
/// 2. A build ends when the call that asked for it does, and nothing of it goes on then.
/// 3. What is said of a build waits in a feed of bounded size: a client that does not read it holds
///    its build back.
@NullMarked
package dev.caisson.front.buildkit;

import org.jspecify.annotations.NullMarked;
