@NullMarked
package coffer.http.sigv4;

import org.jspecify.annotations.NullMarked;
