package coffer.node.index.record;

import coffer.http.object.Uploads;
import coffer.kms.envelope.SealedKey;

/**
 * An upload as the index keeps it.
 *
 * @param sealedKey that its parts' data keys are wrapped under
 */
public record UploadRecord(Uploads.Upload upload, SealedKey sealedKey) {}
