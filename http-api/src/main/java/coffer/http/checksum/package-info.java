@NullMarked
package coffer.http.checksum;

import org.jspecify.annotations.NullMarked;
