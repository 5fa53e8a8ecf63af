/** What clients asked and were told, with the times on one clock. */
@NullMarked
package coffer.rig.history;

import org.jspecify.annotations.NullMarked;
