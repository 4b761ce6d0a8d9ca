package org.rollcall.client;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a client is made with.
 *
 * @param user the login, which is the station's name
 * @param spool the folder of the spool
 * @param spoolRows how many events wait there at most
 * @param heartbeats whether there are any
 * @param vitals what a heartbeat says of the machine, besides what the client knows itself
 */
record Settings(
        URI url,
        String user,
        String password,
        Path spool,
        int spoolRows,
        boolean heartbeats,
        Supplier<Map<String, Object>> vitals,
        InstantSource clock,
        ZoneId zone,
        Pace pace) {}
