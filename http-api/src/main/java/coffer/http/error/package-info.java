@NullMarked
package coffer.http.error;

import org.jspecify.annotations.NullMarked;
