/** Tests of the source tree itself: who may know whom, how it is written. */
@NullMarked
package coffer.house;

import org.jspecify.annotations.NullMarked;
