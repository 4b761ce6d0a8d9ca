package org.rollcall.client;

import java.util.Set;

/**
 * Which fields of an event's data are of a phone: the server's list. Upper and lower case and everything but letters and
 * digits are ignored.
 */
final class PhoneFields {
    private static final Set<String> PARTS = Set.of("phone", "mobile", "msisdn", "whatsapp", "viber");
    private static final Set<String> WHOLE = Set.of(
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
    static boolean has(String name) {
        StringBuilder letters = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                letters.append(Character.toLowerCase(c));
            }
        }
        String plain = letters.toString();
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
}
