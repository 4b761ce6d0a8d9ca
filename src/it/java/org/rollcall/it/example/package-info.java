/** The code of docs/howto/call-from-java.md as a library of the application; CallFromJavaDocumentTest compares them. */
@NullMarked
package org.rollcall.it.example;

import org.jspecify.annotations.NullMarked;
