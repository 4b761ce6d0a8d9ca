package org.rollcall.guard;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Requests from one address, those without a right login included; what is over the limit is 429. */
final class AddressLimit extends ValveBase {
    private final Buckets buckets;

    AddressLimit(int perMinute) {
        super(true);
        this.buckets = Buckets.perMinute(perMinute, System::nanoTime);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String caller = Addresses.block(request.getRemoteAddr());
        if (buckets.take(caller)) {
            getNext().invoke(request, response);
        } else {
            Refusals.ADDRESS.increment();
            long seconds = buckets.wait(caller).plusMillis(999).toSeconds();
            response.setHeader("Retry-After", Long.toString(Math.max(1, seconds)));
            response.sendError(429);
        }
    }
}
