/** The operator graph: edges, nodes, types, and the interface that operators implement. */
@NullMarked
package dev.lanewise.graph;

import org.jspecify.annotations.NullMarked;
