/**
 * Simulated attendance stations, for demonstration, load and tests: programs of their own. The one that is watched knows
 * Rollcall only as the real one does: not at all. Those that report use the client's jar, as real ones would, and nothing
 * else of ours. Nobody of ours uses them.
 */
@NullMarked
package org.rollcall.demo;

import org.jspecify.annotations.NullMarked;
