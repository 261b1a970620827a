/** Rewrites of the graph: canonicalise, optimise, lower. */
@NullMarked
package dev.lanewise.transform;

import org.jspecify.annotations.NullMarked;
