package org.rollcall.event;

import java.util.List;
import java.util.regex.Pattern;

/** The standard event types and the form of custom ones. */
public final class EventTypes {
    public static final String SCAN = "scan";
    public static final String SYNC = "sync";
    public static final String SMS = "sms";
    public static final String PHOTO = "photo";
    public static final String ERROR = "error";
    public static final String WARNING = "warning";

    public static final List<String> STANDARD = List.of(SCAN, SYNC, SMS, PHOTO, ERROR, WARNING);

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_.-]{0,31}");

    private EventTypes() {}

    /** Whether the text is a standard or a well-formed custom type. */
    public static boolean isValid(String type) {
        return FORM.matcher(type).matches();
    }
}
