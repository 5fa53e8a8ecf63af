@NullMarked
package coffer.http.session;

import org.jspecify.annotations.NullMarked;
