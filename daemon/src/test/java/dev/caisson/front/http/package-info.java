@NullMarked
package dev.caisson.front.http;

import org.jspecify.annotations.NullMarked;
