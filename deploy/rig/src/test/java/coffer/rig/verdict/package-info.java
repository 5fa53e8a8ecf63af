/** The page and its exit code. */
@NullMarked
package coffer.rig.verdict;

import org.jspecify.annotations.NullMarked;
