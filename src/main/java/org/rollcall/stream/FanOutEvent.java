package org.rollcall.stream;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A round of the streams as Flight Recorder sees it; while nothing is recorded it costs nothing. */
@Name("rollcall.FanOut")
@Label("Fan-out round")
@Category("Rollcall")
@Description("What was new was written to the open streams that take it")
@StackTrace(false)
final class FanOutEvent extends jdk.jfr.Event {
    @Label("Clients")
    @Description("Clients that were written to")
    int clients;

    @Label("Frames")
    @Description("Entries that were written, to all of them")
    long frames;

    @Label("Bytes")
    @Description("What was written, to all of them")
    @DataAmount
    long bytes;
}
