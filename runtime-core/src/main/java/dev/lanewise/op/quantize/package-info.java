/** Operators between real numbers and the integers that stand for them. */
@NullMarked
package dev.lanewise.op.quantize;

import org.jspecify.annotations.NullMarked;
