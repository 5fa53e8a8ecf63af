@NullMarked
package coffer.http.wire;

import org.jspecify.annotations.NullMarked;
