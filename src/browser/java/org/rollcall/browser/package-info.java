/** The page in a real Chromium, before the real server process. */
@NullMarked
package org.rollcall.browser;

import org.jspecify.annotations.NullMarked;
