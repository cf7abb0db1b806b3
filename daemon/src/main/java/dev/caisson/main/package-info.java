/// The composition root: from the command line and the configuration file to a running daemon.
///
/// [Caissond] reads [DaemonOptions], takes the lock of the data root, makes every room by plain
/// `new` in [Composition], takes over what runs already, and binds the socket last: who gets an
/// answer gets it from a daemon that knows everything. A signal ends the daemon and leaves the
/// containers running, unless `--stop-containers` says otherwise.
@NullMarked
package dev.caisson.main;

import org.jspecify.annotations.NullMarked;
