/** What measuring computes. */
@NullMarked
package coffer.rig.measure;

import org.jspecify.annotations.NullMarked;
