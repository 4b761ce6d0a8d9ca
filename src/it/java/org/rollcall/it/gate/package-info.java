/**
 * The code of docs/howto/connect-java.md as a station's program, which knows the client's jar alone; ConnectJavaDocumentTest
 * compares them.
 */
@NullMarked
package org.rollcall.it.gate;

import org.jspecify.annotations.NullMarked;
