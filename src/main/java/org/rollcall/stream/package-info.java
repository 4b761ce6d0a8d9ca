/** Server-Sent Events: a cursor for each browser, one thread for all. */
@NullMarked
package org.rollcall.stream;

import org.jspecify.annotations.NullMarked;
