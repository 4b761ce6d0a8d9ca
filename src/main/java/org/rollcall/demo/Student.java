package org.rollcall.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** One invented student; numbers of the form {@code +63900000....} belong to nobody. */
record Student(String id, String name, String parentPhone) {
    private static final List<String> GIVEN = List.of(
            "Althea",
            "Andrea",
            "Angelo",
            "Bea",
            "Carlo",
            "Daniela",
            "Elijah",
            "Francis",
            "Gabriel",
            "Hannah",
            "Isabel",
            "Jasmine",
            "Joshua",
            "Kyla",
            "Lorenzo",
            "Marco",
            "Nathan",
            "Patricia",
            "Rafael",
            "Sofia");
    private static final List<String> FAMILY = List.of(
            "Aquino",
            "Bautista",
            "Castillo",
            "Cruz",
            "Dela Cruz",
            "Domingo",
            "Flores",
            "Garcia",
            "Gonzales",
            "Lopez",
            "Mendoza",
            "Navarro",
            "Ocampo",
            "Ramos",
            "Reyes",
            "Salazar",
            "Santos",
            "Torres",
            "Valdez",
            "Villanueva");

    static List<Student> school(int size, RandomGenerator random) {
        var students = new ArrayList<Student>(size);
        for (int i = 1; i <= size; i++) {
            String name = GIVEN.get(random.nextInt(GIVEN.size())) + " " + FAMILY.get(random.nextInt(FAMILY.size()));
            students.add(
                    new Student(String.valueOf(2021000 + i), name, String.format(Locale.ROOT, "+63900000%04d", i)));
        }
        return List.copyOf(students);
    }
}
