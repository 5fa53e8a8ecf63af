/**
 * What packaging makes of the libraries' jars, so that a node starts sooner ({@code
 * deploy/bin/prepare} runs it, a node never does).
 */
@NullMarked
package coffer.node.packaging;

import org.jspecify.annotations.NullMarked;
