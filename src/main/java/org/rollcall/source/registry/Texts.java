package org.rollcall.source.registry;

/** Which characters may stand in a cell of the registry. */
final class Texts {
    private Texts() {}

    /** Neither a control, nor a line break, nor one that changes the direction of a text or cannot be seen. */
    static boolean isPrintable(int c) {
        int type = Character.getType(c);
        return !Character.isISOControl(c)
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.SURROGATE;
    }

    static boolean isPrintable(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                && text.codePoints().allMatch(Texts::isPrintable);
    }
}
