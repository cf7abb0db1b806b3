/// What the tests of the whole engine stand on: a daemon of their own, an image, clients.
///
/// Every test has a daemon in a process of its own ([DaemonProcess]), with directories, socket and
/// cgroups named for it alone, so that what it leaves behind can be told from what others own
/// ([Traces]). Nothing of the engine is called directly: these tests see what a user sees.
@NullMarked
package dev.caisson.system;

import org.jspecify.annotations.NullMarked;
