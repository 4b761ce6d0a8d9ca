/** Watches a school's live attendance database, read-only, and turns its rows into signals. */
@NullMarked
package org.rollcall.source.attendance;

import org.jspecify.annotations.NullMarked;
