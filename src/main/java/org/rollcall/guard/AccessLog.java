package org.rollcall.guard;

import java.io.CharArrayWriter;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.AccessLogValve;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's access log, whose {@code %U} is the path without what may be somebody's: a part with three digits or more is
 * a {@code *}, so no id of a student and no phone number gets into the log. A query is in no pattern of ours.
 */
public final class AccessLog extends AccessLogValve {
    private static final int DIGITS = 3;
    private static final int LONGEST = 200;
    /** Whose numbers are versions. */
    private static final String LIBRARIES = "/webjars/";

    @Override
    protected @Nullable AccessLogElement createAccessLogElement(char pattern) {
        return pattern == 'U' ? new QuietPath() : super.createAccessLogElement(pattern);
    }

    private static final class QuietPath implements AccessLogElement {
        @Override
        public void addElement(CharArrayWriter out, Request request, Response response, long time) {
            out.append(quiet(request.getRequestURI()));
        }
    }

    static String quiet(@Nullable String path) {
        if (path == null) {
            return "-";
        }
        if (isHarmless(path)) {
            return path; // nearly all: what follows costs more than the rest of the line
        }
        String shown = path.contains(LIBRARIES)
                ? path
                : Arrays.stream(path.split("/", -1))
                        .map(part -> part.chars().filter(Character::isDigit).count() < DIGITS ? part : "*")
                        .collect(Collectors.joining("/"));
        return shown.length() <= LONGEST ? plain(shown) : plain(shown.substring(0, LONGEST)) + "...";
    }

    private static boolean isHarmless(String path) {
        int digits = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
            digits += c >= '0' && c <= '9' ? 1 : 0;
        }
        return digits < DIGITS && path.length() <= LONGEST;
    }

    /** Without what would end a JSON string or a line. */
    private static String plain(String text) {
        return text.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "?");
    }
}
