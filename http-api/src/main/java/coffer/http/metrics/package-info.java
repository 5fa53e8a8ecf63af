@NullMarked
package coffer.http.metrics;

import org.jspecify.annotations.NullMarked;
