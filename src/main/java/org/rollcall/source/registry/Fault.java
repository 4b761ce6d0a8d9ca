package org.rollcall.source.registry;

/**
 * One thing that is wrong with the registry.
 *
 * @param line from 1; 0 when it concerns the file as a whole
 * @param column its name in the header, or what it should have been; empty when it concerns the whole line
 * @param value what was given, shortened and without characters that cannot be shown
 * @param reason why it cannot be taken
 * @param example a value that can; empty when there is none to give
 */
public record Fault(int line, String column, String value, String reason, String example) {
    private static final int MOST_SHOWN = 60;

    public Fault {
        value = shown(value);
    }

    /** The same about the file as a whole. */
    static Fault ofFile(String reason) {
        return new Fault(0, "", "", reason, "");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(80);
        if (line > 0) {
            text.append("line ").append(line);
            text.append(column.isEmpty() ? "" : ", " + column).append(": ");
        }
        text.append(value.isEmpty() ? "" : "“" + value + "” ").append(reason);
        return text.append(example.isEmpty() ? "" : "; good: " + example).toString();
    }

    private static String shown(String text) {
        StringBuilder out = new StringBuilder(MOST_SHOWN);
        text.codePoints()
                .limit(MOST_SHOWN)
                .forEach(c -> out.appendCodePoint(Texts.isPrintable(c) ? c : 0xFFFD)); // the replacement character
        return text.codePointCount(0, text.length()) > MOST_SHOWN
                ? out.append('…').toString()
                : out.toString();
    }
}
