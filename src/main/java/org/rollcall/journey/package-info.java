/** The way of one scan: its photo, its way to the cloud and its message, joined by the record. */
@NullMarked
package org.rollcall.journey;

import org.jspecify.annotations.NullMarked;
