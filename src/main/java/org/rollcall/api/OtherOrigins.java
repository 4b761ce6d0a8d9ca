package org.rollcall.api;

import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.EnumSet;
import java.util.List;
import org.rollcall.config.Settings;

/**
 * Lets pages of the sites that the settings list read the API, by Tomcat's own CORS filter. Without a list there is no
 * filter, and no answer speaks of other origins. Such a page sends a login of its own in {@code Authorization}; the one
 * that a browser remembers for our page is never lent to it.
 */
@WebListener
public class OtherOrigins implements ServletContextListener {
    private static final String FILTER = "org.apache.catalina.filters.CorsFilter";

    @Inject
    Settings settings;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        List<String> origins = settings.front().origins();
        if (origins.isEmpty()) {
            return;
        }
        FilterRegistration.Dynamic filter = event.getServletContext().addFilter("cors", FILTER);
        filter.setAsyncSupported(true);
        filter.setInitParameter("cors.allowed.origins", String.join(",", origins));
        filter.setInitParameter("cors.allowed.methods", "GET,HEAD,OPTIONS");
        filter.setInitParameter("cors.allowed.headers", "Authorization,Accept,Last-Event-ID,If-None-Match,Origin");
        filter.setInitParameter("cors.exposed.headers", "ETag,Retry-After");
        filter.setInitParameter("cors.support.credentials", "false");
        filter.setInitParameter("cors.preflight.maxage", "600");
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/api/*");
    }
}
