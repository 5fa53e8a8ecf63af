@NullMarked
package coffer.kms.service;

import org.jspecify.annotations.NullMarked;
