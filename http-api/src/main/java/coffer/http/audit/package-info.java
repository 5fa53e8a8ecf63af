@NullMarked
package coffer.http.audit;

import org.jspecify.annotations.NullMarked;
