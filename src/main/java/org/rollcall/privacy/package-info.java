/**
 * What a phone number is, what is left of one, and of a key that tells of a person: for the monitor, which stores none, and
 * for the Java client, which writes none down at the station. It goes into the client's jar and so needs nothing but the
 * JDK; no call of it is promised to a station's program.
 */
@NullMarked
package org.rollcall.privacy;

import org.jspecify.annotations.NullMarked;
