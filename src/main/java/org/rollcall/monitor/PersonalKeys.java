package org.rollcall.monitor;

import java.util.Set;

/**
 * Which fields of an event's data are of a person's phone or name: closed lists, so that it can be told beforehand. Upper
 * and lower case and everything but letters and digits are ignored: {@code parent_phone}, {@code parentPhone} and
 * {@code Parent-Phone} are one.
 */
final class PersonalKeys {
    static final Set<String> PHONE_PARTS = Set.of("phone", "mobile", "msisdn", "whatsapp", "viber");
    static final Set<String> PHONES = Set.of(
            "tel",
            "telno",
            "telnumber",
            "cell",
            "cellno",
            "cellnumber",
            "gsm",
            "gsmnumber",
            "fax",
            "faxno",
            "faxnumber",
            "contact",
            "contactno",
            "contactnumber",
            "contactnumbers",
            "parentcontact",
            "parentno",
            "parentnumber",
            "guardiancontact",
            "guardianno",
            "guardiannumber",
            "emergencycontact",
            "emergencynumber",
            "smsto",
            "smsnumber",
            "smsrecipient",
            "sentto",
            "sendto",
            "recipient",
            "recipients",
            "recipientno",
            "recipientnumber");

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

    private PersonalKeys() {}

    /** Whether what stands there is a phone number, whatever its form. */
    static boolean isPhone(String key) {
        String plain = plain(key);
        if (PHONES.contains(plain)) {
            return true;
        }
        for (String part : PHONE_PARTS) {
            if (plain.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /** Whether what stands there is a person's name, or all that is known of a person's parent. */
    static boolean isName(String key) {
        String plain = plain(key);
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

    /** Its letters and digits, in lower case. */
    private static String plain(String key) {
        StringBuilder plain = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                plain.append(Character.toLowerCase(c));
            }
        }
        return plain.toString();
    }
}
