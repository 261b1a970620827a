/** Operators, one record a file, and the interfaces through which they bind to kernels. */
@NullMarked
package dev.lanewise.op;

import org.jspecify.annotations.NullMarked;
