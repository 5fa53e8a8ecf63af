/** JMH benchmarks of single pieces of code. */
@NullMarked
package coffer.bench.micro;

import org.jspecify.annotations.NullMarked;
