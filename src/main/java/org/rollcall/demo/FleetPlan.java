package org.rollcall.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The stations of an invented school, by building. */
final class FleetPlan {
    static final int MOST = 500;

    /** One station of the school; {@code group} is the line that it hangs on. */
    record Place(String name, String title, String building, String group) {
        private static Place of(String title, String building, String group) {
            return new Place(title.toLowerCase(Locale.ROOT).replace(' ', '-'), title, building, group);
        }
    }

    private static final String SITE = "San Isidro High School";
    private static final String HEADER = "name,title,site,building,floor,room,group,components,queue_size,"
            + "failed_syncs,success_rate,timetable,zone";

    private FleetPlan() {}

    /** The first so many stations. */
    static List<Place> stations(int number) {
        List<Place> all = new ArrayList<>();
        add(all, "Main building", "main line", "Gate A,Gate B,Gate C,Lobby,Office,Clinic,Canteen,Hall 1,Hall 2");
        for (int room = 101; room <= 109; room++) {
            add(all, "Main building", "main line", "Room " + room);
        }
        add(all, "North wing", "main line", "N Gate");
        for (int room = 201; room <= 208; room++) {
            add(all, "North wing", "main line", "N " + room);
        }
        add(all, "Labs and library", "main line", "Library,Media,Lab 1,Lab 2,Lab 3,Lab 4,Lab 5,Lab 6");
        add(all, "Annex", "annex line", "X Gate");
        for (int room = 301; room <= 307; room++) {
            add(all, "Annex", "annex line", "X " + room);
        }
        add(all, "Sports ground", "main line", "Field gate,Gym,Pool,Track,Dance,Courts,Stand");
        for (int room = 401; all.size() < number; room++) {
            add(all, "New building", "main line", "R " + room);
        }
        return List.copyOf(all.subList(0, number));
    }

    private static void add(List<Place> all, String building, String group, String titles) {
        for (String title : titles.split(",")) {
            all.add(Place.of(title, building, group));
        }
    }

    /** The stations as a file for {@code scripts/stations.sh import}. */
    static String csv(List<Place> places) {
        StringBuilder csv = new StringBuilder(HEADER).append("\r\n");
        for (Place place : places) {
            csv.append(String.join(
                            ",",
                            place.name(),
                            place.title(),
                            SITE,
                            place.building(),
                            "",
                            "",
                            place.group(),
                            "camera;cloud;sms",
                            "",
                            "",
                            "",
                            "",
                            ""))
                    .append("\r\n");
        }
        return csv.toString();
    }
}
