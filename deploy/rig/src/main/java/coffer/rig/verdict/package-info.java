/** The page that says what was run, what was found and whether it holds. */
@NullMarked
package coffer.rig.verdict;

import org.jspecify.annotations.NullMarked;
