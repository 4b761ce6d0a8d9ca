/** The vocabulary: what sources tell, what the log keeps, and the door between them. */
@NullMarked
package org.rollcall.event;

import org.jspecify.annotations.NullMarked;
