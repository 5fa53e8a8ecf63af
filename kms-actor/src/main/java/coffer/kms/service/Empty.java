package coffer.kms.service;

/** The answer of operations that answer nothing. */
public record Empty() {}
