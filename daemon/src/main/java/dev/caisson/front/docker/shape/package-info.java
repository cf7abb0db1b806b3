/// How older versions of the Docker API differ, as changes of JSON documents.
///
/// Endpoints know version 1.51 only. [Shapes] is the table: a change applies to a document of one
/// kind for clients before one version. Changes of requests are applied oldest version last, those
/// of answers newest version first, so that each may count on the document being of the version it
/// changed from. Source: docs/api/version-history.md of moby (behaviour), checked against dockerd.
@NullMarked
package dev.caisson.front.docker.shape;

import org.jspecify.annotations.NullMarked;
