@NullMarked
package coffer.http.object;

import org.jspecify.annotations.NullMarked;
