/** The only place that starts threads. */
@NullMarked
package org.rollcall.worker;

import org.jspecify.annotations.NullMarked;
