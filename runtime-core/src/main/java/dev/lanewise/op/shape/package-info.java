/** Operators that move, reshape or describe data. */
@NullMarked
package dev.lanewise.op.shape;

import org.jspecify.annotations.NullMarked;
