package org.rollcall.api;

/** A parameter that cannot be taken; becomes a problem document with status 400. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String name;

    /**
     * @param name the end of the problem's stable type
     * @param detail what is wrong and what would be right, without repeating what was given
     */
    BadRequest(String name, String detail) {
        super(detail);
        this.name = name;
    }

    String name() {
        return name;
    }
}
