/**
 * A simulated attendance station, for demonstration, load and tests. It is a program of its own that knows Rollcall only
 * as the real one does: not at all. It uses nothing of ours, and nobody of ours uses it.
 */
@NullMarked
package org.rollcall.demo;

import org.jspecify.annotations.NullMarked;
