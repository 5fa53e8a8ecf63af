@NullMarked
package coffer.http.encryption;

import org.jspecify.annotations.NullMarked;
