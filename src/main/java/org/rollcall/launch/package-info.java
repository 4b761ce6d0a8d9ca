/**
 * Starts Tomcat as one process that either serves Rollcall or ends with one clear line.
 *
 * <p>These classes stand beside the container, not in the application: plain Java, nothing of ours, and nobody of ours
 * uses them. {@code scripts/start_monitor.sh} copies them into the server's working base.
 */
@NullMarked
package org.rollcall.launch;

import org.jspecify.annotations.NullMarked;
