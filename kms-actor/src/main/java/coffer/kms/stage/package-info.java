/** What all modules need to know of stages. */
@NullMarked
package coffer.kms.stage;

import org.jspecify.annotations.NullMarked;
