package org.rollcall.privacy;

import java.util.Set;

/**
 * Which fields of an event's data are of a phone: a closed list, so that it can be told beforehand. Upper and lower case
 * and everything but letters and digits are ignored: {@code parent_phone}, {@code parentPhone} and {@code Parent-Phone}
 * are one.
 */
public final class PhoneFields {
    static final Set<String> PARTS = Set.of("phone", "mobile", "msisdn", "whatsapp", "viber");
    static final Set<String> WHOLE = Set.of(
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

    private PhoneFields() {}

    /** Whether what stands there is a phone number, whatever its form. */
    public static boolean has(String name) {
        String plain = plain(name);
        if (WHOLE.contains(plain)) {
            return true;
        }
        for (String part : PARTS) {
            if (plain.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /** What counts of a field's name: its letters and digits, in lower case. */
    public static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                plain.append(Character.toLowerCase(c));
            }
        }
        return plain.toString();
    }
}
