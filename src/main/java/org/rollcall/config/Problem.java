package org.rollcall.config;

/**
 * One thing that is wrong with the settings.
 *
 * @param key the setting's name
 * @param value what was given
 * @param reason why it cannot be taken
 * @param example one that can
 */
public record Problem(String key, String value, String reason, String example) {
    @Override
    public String toString() {
        return key + "=" + value + ": " + reason + "; for example " + key + "=" + example;
    }
}
