/** The JMX face. */
@NullMarked
package org.rollcall.manage;

import org.jspecify.annotations.NullMarked;
