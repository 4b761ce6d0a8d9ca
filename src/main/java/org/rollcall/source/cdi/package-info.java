/** Signals that beans of the same application fire as CDI events. */
@NullMarked
package org.rollcall.source.cdi;

import org.jspecify.annotations.NullMarked;
