/**
 * What Prometheus is told. The other packages count in plain Java; here their numbers are read when somebody asks, and here
 * alone is Micrometer known.
 */
@NullMarked
package org.rollcall.metrics;

import org.jspecify.annotations.NullMarked;
