@NullMarked
package coffer.http.server;

import org.jspecify.annotations.NullMarked;
