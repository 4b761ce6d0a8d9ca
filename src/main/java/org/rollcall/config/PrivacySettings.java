package org.rollcall.config;

/**
 * What of people may be stored.
 *
 * @param names whether names in the data of events are kept; otherwise they are taken out before anything is stored
 */
public record PrivacySettings(boolean names) {
    private enum Names {
        OFF,
        ON
    }

    /** Reads {@code rollcall.names}. */
    public static PrivacySettings from(SettingsReader reader) {
        return new PrivacySettings(reader.oneOf("rollcall.names", Names.OFF, Names.class) == Names.ON);
    }
}
