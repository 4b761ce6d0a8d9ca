/** Settings, read once into typed records, every fault reported together. */
@NullMarked
package org.rollcall.config;

import org.jspecify.annotations.NullMarked;
