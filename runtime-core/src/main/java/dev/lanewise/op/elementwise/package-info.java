/** Operators that work element by element, with broadcasting. */
@NullMarked
package dev.lanewise.op.elementwise;

import org.jspecify.annotations.NullMarked;
