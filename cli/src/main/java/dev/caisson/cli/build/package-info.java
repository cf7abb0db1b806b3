/// `build`: what of a directory a build needs goes to the daemon, its log comes back.
///
/// [ContextTree] lists the files that `.dockerignore` leaves in, [ContextNeeds] reads the
/// Dockerfile for those of them that a step can ask for; [ToldDirectory] tells the daemon of them,
/// which keeps the directory for its next build and asks for what has changed since: [Sender] sends
/// that while the answer is read. Other contexts go as tars ([dev.caisson.cli.tar.FileTar]).
/// The Dockerfile is parsed here too, so that a mistake in it is told at once and its warnings need
/// no daemon.
@NullMarked
package dev.caisson.cli.build;

import org.jspecify.annotations.NullMarked;
