/** How a station is, in words: the sentence at the top of the page and the stops of its line. Written once, for the page with and without script. */
@NullMarked
package org.rollcall.summary;

import org.jspecify.annotations.NullMarked;
