/**
 * Makes and edits the file of logins. A tool beside the server, run by {@code scripts/users.sh}: plain Java, nothing of
 * ours, and of ours only the program that keeps the registry of stations uses it.
 */
@NullMarked
package org.rollcall.users;

import org.jspecify.annotations.NullMarked;
