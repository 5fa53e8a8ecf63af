package coffer.kms.policy;

/** Placeholder. */
public record PolicyDocument(String json) {}
