/** The one writer: it admits, folds, stores and then shows. */
@NullMarked
package org.rollcall.monitor;

import org.jspecify.annotations.NullMarked;
