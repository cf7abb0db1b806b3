/// Commands about networks.
@NullMarked
package dev.caisson.cli.network;

import org.jspecify.annotations.NullMarked;
