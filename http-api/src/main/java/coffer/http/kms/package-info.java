@NullMarked
package coffer.http.kms;

import org.jspecify.annotations.NullMarked;
