/** What was measured, as text, CSV and HTML. */
@NullMarked
package coffer.bench.report;

import org.jspecify.annotations.NullMarked;
