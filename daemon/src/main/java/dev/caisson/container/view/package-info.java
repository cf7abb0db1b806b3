/// What is shown of containers and exec sessions: immutable records, made by the container room.
@NullMarked
package dev.caisson.container.view;

import org.jspecify.annotations.NullMarked;
