package org.rollcall.config;

/** The form of a line of the log. */
public enum LogFormat {
    TEXT,
    JSON
}
