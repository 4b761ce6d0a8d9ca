/** What every answer says, whoever gives it: the application, or Tomcat before it. Plain words, nothing of ours. */
@NullMarked
package org.rollcall.http;

import org.jspecify.annotations.NullMarked;
