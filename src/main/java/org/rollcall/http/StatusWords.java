package org.rollcall.http;

/** A status in words, which say nothing of what is inside. */
public final class StatusWords {
    private StatusWords() {}

    /** The status as RFC 9110 has it. */
    public static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> status >= 500 ? "Internal Server Error" : "Request Refused";
        };
    }

    /** A sentence for an answer that the application did not give itself. */
    public static String detail(int status) {
        return switch (status) {
            case 401 -> "A login is needed";
            case 403 -> "This login or address may not do that";
            case 404 -> "There is nothing here";
            case 405 -> "This method is not allowed here";
            case 429 -> "There were too many requests or wrong logins; wait as long as Retry-After says";
            default -> status >= 500 ? "The request failed; the log says why" : "The request was refused";
        };
    }

    /** An RFC 9457 document of constants only, for where there is no JSON writer. */
    public static String problem(int status) {
        return "{\"type\":\"urn:rollcall:problem:http-" + status + "\",\"title\":\"" + title(status) + "\",\"status\":"
                + status + ",\"detail\":\"" + detail(status) + "\"}";
    }
}
