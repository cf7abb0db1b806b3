/// Where the files of a build come from: archives, repositories, addresses.
@NullMarked
package dev.caisson.build.context;

import org.jspecify.annotations.NullMarked;
