/** The registry of stations: a file that an administrator keeps, read at the start and again whenever it changes. */
@NullMarked
package org.rollcall.source.registry;

import org.jspecify.annotations.NullMarked;
