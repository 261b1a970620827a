/** Operators that reduce along axes. */
@NullMarked
package dev.lanewise.op.reduce;

import org.jspecify.annotations.NullMarked;
