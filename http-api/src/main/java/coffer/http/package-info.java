@NullMarked
package coffer.http;

import org.jspecify.annotations.NullMarked;
