/** Operators that run graphs inside them. */
@NullMarked
package dev.lanewise.op.control;

import org.jspecify.annotations.NullMarked;
