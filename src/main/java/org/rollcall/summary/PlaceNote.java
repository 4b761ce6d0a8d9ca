package org.rollcall.summary;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What stands beside a place, the worst alone: {@code 18, 1 silent}, {@code 8, link down}, {@code 7, opens 13:00}. */
final class PlaceNote {
    private static final List<TileState> NAMED =
            List.of(TileState.ERROR, TileState.SILENT, TileState.LINK, TileState.WARNING);

    private PlaceNote() {}

    static String of(List<Tile> tiles, Instant now, ZoneId zone) {
        String number = Words.number(tiles.size());
        return NAMED.stream()
                .flatMap(state -> count(tiles, state).stream())
                .findFirst()
                .or(() -> opens(tiles).map(at -> "opens " + Words.time(at, now, zone)))
                .map(note -> number + ", " + note)
                .orElse(number);
    }

    private static Optional<String> count(List<Tile> tiles, TileState state) {
        long number = tiles.stream().filter(tile -> tile.state() == state).count();
        if (number == 0) {
            return Optional.empty();
        }
        return Optional.of(
                state == TileState.LINK
                        ? "link down"
                        : Words.number(number) + " " + state.word().toLowerCase(Locale.ROOT));
    }

    private static Optional<Instant> opens(List<Tile> tiles) {
        return tiles.stream().flatMap(tile -> tile.opensAt().stream()).min(Instant::compareTo);
    }
}
