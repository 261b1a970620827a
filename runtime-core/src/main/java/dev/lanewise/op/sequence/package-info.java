/** Operators on sequences and optional values. */
@NullMarked
package dev.lanewise.op.sequence;

import org.jspecify.annotations.NullMarked;
