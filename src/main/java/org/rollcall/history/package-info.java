/** What was: counts and figures by minute, hour and day, in words that neither SQL nor HTTP come into. */
@NullMarked
package org.rollcall.history;

import org.jspecify.annotations.NullMarked;
