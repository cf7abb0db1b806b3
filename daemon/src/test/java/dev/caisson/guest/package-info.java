/// A virtual machine with Debian's kernel, for what the running one lacks: version 2 of cgroups.
///
/// The kernel comes from Debian's package, unpacked, never installed. The guest's disk holds the
/// running JDK's modules that tests need, the class path of the tests, a busybox and the C
/// library; [GuestTests] runs test classes there and prints one line for each test on the serial
/// console, which [Guest] reads. Emulated (TCG), so that no host needs KVM: a boot takes five
/// seconds, and Java runs about thirty times slower. So other tests go on beside it.
@NullMarked
package dev.caisson.guest;

import org.jspecify.annotations.NullMarked;
