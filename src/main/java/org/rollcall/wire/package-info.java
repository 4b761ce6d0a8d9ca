/** Bytes on the wire: JSON and the stream's messages, written once. */
@NullMarked
package org.rollcall.wire;

import org.jspecify.annotations.NullMarked;
