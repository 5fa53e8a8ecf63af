/** Tests that drive a started server with the clients its users have. */
@NullMarked
package coffer.clients;

import org.jspecify.annotations.NullMarked;
