package org.rollcall.source.registry;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.StationProfile;

/**
 * The stations as the file had them when it was last right.
 *
 * <p>Any thread may ask; one thread looks.
 */
public final class Registry {
    private final RegistryFile file;
    private volatile List<StationProfile> stations; // written by who looks
    private volatile boolean failing; // written by who looks
    private Optional<Map<String, Object>> known; // the state of the file that was read or refused last
    private Optional<Map<String, Object>> seen;

    /**
     * What a look brought.
     *
     * @param stations those that are now in force
     * @param fault why the file as it is now was not taken; the stations are then the former ones
     */
    public record News(List<StationProfile> stations, Optional<RegistryException> fault) {}

    private Registry(RegistryFile file) {
        this.file = file;
        this.known = file.stamp();
        this.seen = known;
        this.stations = file.read();
    }

    /** Reads the file for the first time; throws {@link RegistryException} with every fault. */
    public static Registry open(RegistryFile file) {
        return new Registry(file);
    }

    public RegistryFile file() {
        return file;
    }

    /** In the order of the file. */
    public List<StationProfile> stations() {
        return stations;
    }

    /** Whether the file is wrong now, so that former stations are in force. */
    public boolean isFailing() {
        return failing;
    }

    /** Where the day of a station begins, if the file says so. */
    public Optional<ZoneId> zone(String station) {
        for (StationProfile profile : stations) {
            if (profile.name().equals(station)) {
                return profile.zone();
            }
        }
        return Optional.empty();
    }

    /**
     * Looks whether the file has changed. A change counts once two looks in a row have found the same, so that nobody
     * reads what is half written.
     *
     * @return nothing when there is nothing new; otherwise each state of the file once
     */
    Optional<News> look() {
        Optional<Map<String, Object>> now = file.stamp();
        boolean moving = !now.equals(seen);
        seen = now;
        if (moving || now.equals(known)) {
            return Optional.empty();
        }
        @Nullable RegistryException fault = null;
        List<StationProfile> read = stations;
        try {
            if (now.isEmpty()) {
                throw file.wrong(Fault.ofFile("is gone; for no stations at all leave its header"));
            }
            read = file.read();
        } catch (RegistryException e) {
            fault = e;
        }
        if (!file.stamp().equals(now)) {
            return Optional.empty(); // changed under the reader: the next look sees to it
        }
        known = now;
        failing = fault != null;
        stations = read;
        return Optional.of(new News(read, Optional.ofNullable(fault)));
    }
}
