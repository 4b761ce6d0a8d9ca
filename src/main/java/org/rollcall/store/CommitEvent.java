package org.rollcall.store;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A commit as Flight Recorder sees it; while nothing is recorded it costs nothing. */
@Name("rollcall.Commit")
@Label("Commit")
@Category("Rollcall")
@Description("A batch was stored in one transaction and synced")
@StackTrace(false)
final class CommitEvent extends jdk.jfr.Event {
    @Label("Entries")
    int entries;

    @Label("Bytes")
    @Description("The entries as JSON")
    @DataAmount
    long bytes;

    @Label("Stored")
    @Description("Whether the commit succeeded")
    boolean stored;
}
