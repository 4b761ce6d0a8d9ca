package org.rollcall.summary;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What stands beside a place: {@code 18, 1 silent}, {@code 8, link down}, {@code 7, opens 13:00}. */
final class PlaceNote {
    private static final List<TileState> NAMED = List.of(TileState.ERROR, TileState.SILENT, TileState.WARNING);

    private PlaceNote() {}

    static String of(List<Tile> tiles, Instant now, ZoneId zone) {
        List<String> parts = new ArrayList<>();
        parts.add(Words.number(tiles.size()));
        for (TileState state : NAMED) {
            count(tiles, state).ifPresent(parts::add);
        }
        if (tiles.stream().anyMatch(tile -> tile.state() == TileState.LINK)) {
            parts.add("link down");
        }
        if (parts.size() == 1) {
            opens(tiles).ifPresent(at -> parts.add("opens " + Words.time(at, now, zone)));
        }
        return String.join(", ", parts);
    }

    private static Optional<String> count(List<Tile> tiles, TileState state) {
        long number = tiles.stream().filter(tile -> tile.state() == state).count();
        return number == 0
                ? Optional.empty()
                : Optional.of(Words.number(number) + " " + state.word().toLowerCase(Locale.ROOT));
    }

    private static Optional<Instant> opens(List<Tile> tiles) {
        return tiles.stream().flatMap(tile -> tile.opensAt().stream()).min(Instant::compareTo);
    }
}
