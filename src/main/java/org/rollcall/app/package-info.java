/** Putting it together: settings, producers, and the one ordered start and stop. */
@NullMarked
package org.rollcall.app;

import org.jspecify.annotations.NullMarked;
