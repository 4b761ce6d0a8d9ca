/** When a station is expected to be in use: windows, school days, holidays. Knows nothing else of Rollcall. */
@NullMarked
package org.rollcall.timetable;

import org.jspecify.annotations.NullMarked;
