/** What is written of a history. */
@NullMarked
package coffer.rig.history;

import org.jspecify.annotations.NullMarked;
