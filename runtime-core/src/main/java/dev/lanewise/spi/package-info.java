/** What strangers extend: readers of formats and custom operators. */
@NullMarked
package dev.lanewise.spi;

import org.jspecify.annotations.NullMarked;
