/** The journal as an SQLite file of ours. */
@NullMarked
package org.rollcall.store;

import org.jspecify.annotations.NullMarked;
