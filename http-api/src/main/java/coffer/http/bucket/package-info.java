@NullMarked
package coffer.http.bucket;

import org.jspecify.annotations.NullMarked;
