/** Hand-written stand-ins for what the node provides. */
@NullMarked
package coffer.http.fakes;

import org.jspecify.annotations.NullMarked;
