/// The whole engine under stress: crashes, thousands of bytes and of cycles, hostile input; and
/// what a container sees of its host. What is counted before is counted again after.
@NullMarked
package dev.caisson.crash;

import org.jspecify.annotations.NullMarked;
