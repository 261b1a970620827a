/** Matrix products and what is built of them. */
@NullMarked
package dev.lanewise.op.linear;

import org.jspecify.annotations.NullMarked;
