/** The read API: JAX-RS resources, probes, and every error as a problem document. */
@NullMarked
package org.rollcall.api;

import org.jspecify.annotations.NullMarked;
