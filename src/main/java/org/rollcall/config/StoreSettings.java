package org.rollcall.config;

import java.nio.file.Path;

/**
 * Where the journal lies and what a commit promises.
 *
 * @param folder the data folder
 * @param durability {@code full} survives a power cut, {@code os} only a crash of the process
 */
public record StoreSettings(Path folder, Durability durability) {
    /** What has happened when a commit returns. */
    public enum Durability {
        FULL,
        OS
    }

    /** Reads {@code rollcall.store.durability}. */
    public static StoreSettings from(SettingsReader reader, Path folder) {
        return new StoreSettings(folder, reader.oneOf("rollcall.store.durability", Durability.FULL, Durability.class));
    }
}
