package org.rollcall.event;

import java.util.List;

/** The standard event types and the form of custom ones. */
public final class EventTypes {
    public static final String SCAN = "scan";
    public static final String SYNC = "sync";
    public static final String SMS = "sms";
    public static final String PHOTO = "photo";
    public static final String ERROR = "error";
    public static final String WARNING = "warning";

    /** What a message that failed is counted as: among the events, not among what was sent. */
    public static final String SMS_FAILED = "sms-failed";

    public static final List<String> STANDARD = List.of(SCAN, SYNC, SMS, PHOTO, ERROR, WARNING);

    private static final int MOST = 32;

    private EventTypes() {}

    /** Whether the text is a standard or a well-formed custom type: {@code [a-z][a-z0-9_.-]{0,31}}. */
    public static boolean isValid(String type) {
        if (type.isEmpty() || type.length() > MOST || type.charAt(0) < 'a' || type.charAt(0) > 'z') {
            return false;
        }
        for (int i = 1; i < type.length(); i++) {
            char c = type.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
