/** Plans: memory layout, bound steps, threads, profile. */
@NullMarked
package dev.lanewise.exec;

import org.jspecify.annotations.NullMarked;
