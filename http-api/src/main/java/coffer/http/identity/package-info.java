@NullMarked
package coffer.http.identity;

import org.jspecify.annotations.NullMarked;
