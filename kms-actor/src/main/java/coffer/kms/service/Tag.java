package coffer.kms.service;

import org.jspecify.annotations.Nullable;

/** A label on a key. */
public record Tag(@Nullable String tagKey, @Nullable String tagValue) {}
