/** What the dashboard's first paint needs to say times, ages and numbers without script. */
@NullMarked
package org.rollcall.page;

import org.jspecify.annotations.NullMarked;
