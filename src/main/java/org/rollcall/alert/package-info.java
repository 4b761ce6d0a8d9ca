/** When a rule fires, and what becomes of it: firing, acknowledged, resolved, never twice at a time. */
@NullMarked
package org.rollcall.alert;

import org.jspecify.annotations.NullMarked;
