@NullMarked
package dev.caisson.front.grpc;

import org.jspecify.annotations.NullMarked;
