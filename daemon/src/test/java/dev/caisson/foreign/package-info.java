/// Other people's clients against this engine: the docker command line and docker-java.
///
/// `-Dcaisson.oracle=SOCKET` runs the same tests against a dockerd, which shows that they ask for
/// what Docker does.
@NullMarked
package dev.caisson.foreign;

import org.jspecify.annotations.NullMarked;
