package org.rollcall.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;

/** The API under {@code /api}. */
@ApplicationPath("api")
@OpenAPIDefinition(
        info = @Info(title = "Rollcall", version = "1.0.0", description = "Live monitor for attendance stations"))
public class RollcallApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                StatusResource.class,
                EventsResource.class,
                ComponentReportsResource.class,
                HeartbeatResource.class,
                AlertsResource.class,
                StationsResource.class,
                JourneysResource.class,
                ExportsResource.class,
                ErasuresResource.class,
                HistoryResource.class,
                OpenApiResource.class,
                ChangeFilter.class,
                LengthFilter.class,
                OptionsFilter.class,
                ProblemMapper.class,
                ProblemNote.class);
    }

    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
