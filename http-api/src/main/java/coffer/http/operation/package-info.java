@NullMarked
package coffer.http.operation;

import org.jspecify.annotations.NullMarked;
