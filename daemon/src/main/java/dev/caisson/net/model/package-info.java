/// What a network, an address and an end of a container in a network are; data only.
@NullMarked
package dev.caisson.net.model;

import org.jspecify.annotations.NullMarked;
