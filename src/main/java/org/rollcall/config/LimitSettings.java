package org.rollcall.config;

/**
 * How much one caller may ask, a minute; zero is no limit.
 *
 * @param address requests from one address, whatever becomes of them
 * @param user requests with one login, after its password was found right
 * @param logins wrong logins from one address, and for one user, until further ones are slowed
 */
public record LimitSettings(int address, int user, int logins) {
    private static final int MOST = 10_000_000;

    static LimitSettings from(SettingsReader reader) {
        return new LimitSettings(
                reader.whole("rollcall.limit.address", 0, 0, MOST),
                reader.whole("rollcall.limit.user", 0, 0, MOST),
                reader.whole("rollcall.limit.logins", 10, 1, MOST));
    }
}
