/** What is known of each station: its components, its day and its source; a fold over what came in. */
@NullMarked
package org.rollcall.station;

import org.jspecify.annotations.NullMarked;
