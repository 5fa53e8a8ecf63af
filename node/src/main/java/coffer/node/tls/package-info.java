@NullMarked
package coffer.node.tls;

import org.jspecify.annotations.NullMarked;
