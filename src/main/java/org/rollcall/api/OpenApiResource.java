package org.rollcall.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** This API's description, made from the resources when the application was built. */
@Path("")
@ApplicationScoped
public class OpenApiResource {
    @GET
    @Path("openapi.json")
    @Produces("application/json")
    @Operation(hidden = true)
    public byte[] json() throws IOException {
        return read("openapi.json");
    }

    @GET
    @Path("openapi.yaml")
    @Produces("application/yaml")
    @Operation(hidden = true)
    public byte[] yaml() throws IOException {
        return read("openapi.yaml");
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = OpenApiResource.class.getResourceAsStream("/openapi/" + name)) {
            if (in == null) {
                throw new NotFoundException();
            }
            return in.readAllBytes();
        }
    }
}
