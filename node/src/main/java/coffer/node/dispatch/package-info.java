/**
 * The threads on which requests are served and sockets are waited for, and those that may block;
 * Pekko's dispatchers name them in {@code application.conf} and {@code reference.conf}.
 */
@NullMarked
package coffer.node.dispatch;

import org.jspecify.annotations.NullMarked;
