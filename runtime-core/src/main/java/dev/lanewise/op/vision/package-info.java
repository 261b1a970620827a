/** Operators on images and on boxes in them: resizing, sampling, regions. */
@NullMarked
package dev.lanewise.op.vision;

import org.jspecify.annotations.NullMarked;
