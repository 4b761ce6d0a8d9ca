package org.rollcall.monitor;

import java.util.Set;
import org.rollcall.privacy.PhoneFields;

/**
 * Which fields of an event's data are of a person's name: closed lists, so that it can be told beforehand. What counts of a
 * field's name is what {@link PhoneFields#plain} leaves of it.
 */
final class NameFields {
    private static final Set<String> PEOPLE = Set.of(
            "",
            "student",
            "pupil",
            "learner",
            "child",
            "parent",
            "guardian",
            "mother",
            "father",
            "teacher",
            "adviser",
            "contact",
            "recipient",
            "emergencycontact");
    private static final Set<String> KINDS = Set.of(
            "name",
            "names",
            "fullname",
            "firstname",
            "lastname",
            "middlename",
            "givenname",
            "familyname",
            "displayname",
            "nickname",
            "surname");
    private static final Set<String> NAMED = Set.of("guardian", "parent", "parents", "mother", "father");

    private NameFields() {}

    /** Whether what stands there is a person's name, or all that is known of a person's parent. */
    static boolean has(String key) {
        String plain = PhoneFields.plain(key);
        if (NAMED.contains(plain)) {
            return true;
        }
        if (!plain.endsWith("name") && !plain.endsWith("names")) {
            return false; // all kinds do
        }
        for (String kind : KINDS) {
            if (plain.endsWith(kind) && PEOPLE.contains(plain.substring(0, plain.length() - kind.length()))) {
                return true;
            }
        }
        return false;
    }
}
