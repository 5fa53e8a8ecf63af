/**
 * The threads on which requests are served and sockets are waited for; Pekko's dispatchers name
 * them in {@code application.conf}.
 */
@NullMarked
package coffer.node.dispatch;

import org.jspecify.annotations.NullMarked;
