/**
 * The Java client: a station's program reports with it to a Rollcall server and reads from one. It is a jar of its own,
 * made of this package and {@code privacy}, that needs nothing but the JDK: the annotations of jspecify are for compilers
 * and not needed when it runs.
 *
 * <pre>
 * logEvent ──► Outbox (memory) ──spooler──► Spool (a file) ──sender──► POST /api/events
 * </pre>
 *
 * <p>An event gets its key when it is logged and keeps it, so the server stores it once however often it is sent.
 */
@NullMarked
package org.rollcall.client;

import org.jspecify.annotations.NullMarked;
