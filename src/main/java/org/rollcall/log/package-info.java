/** The log: its durable side, its window in memory, and the bytes of an entry. */
@NullMarked
package org.rollcall.log;

import org.jspecify.annotations.NullMarked;
