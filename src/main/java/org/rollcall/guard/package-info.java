/**
 * What Tomcat itself runs before the application sees a request: HTTPS, who may come in, how often, wrong passwords, and
 * the refusals of the container as problem documents. A jar of its own in Tomcat's {@code lib}; the application knows it
 * only by two attributes whose types are the JDK's, and works without it.
 */
@NullMarked
package org.rollcall.guard;

import org.jspecify.annotations.NullMarked;
