package coffer.http;

import coffer.http.encryption.EncryptionDecider;
import coffer.http.operation.Access;
import coffer.http.operation.S3Operation;

/** The operations on objects and multipart uploads, by their names in the S3 API. */
public record ObjectOperations(
    S3Operation putObject,
    S3Operation getObject,
    S3Operation headObject,
    S3Operation getObjectAttributes,
    S3Operation listObjectsV2,
    S3Operation deleteObject,
    S3Operation deleteObjects,
    S3Operation copyObject,
    S3Operation renameObject,
    S3Operation createMultipartUpload,
    S3Operation uploadPart,
    S3Operation uploadPartCopy,
    S3Operation completeMultipartUpload,
    S3Operation abortMultipartUpload,
    S3Operation listParts,
    S3Operation listMultipartUploads) {

  /** Makes them once access and encryption rules are there. */
  @FunctionalInterface
  public interface Factory {
    ObjectOperations create(Access access, EncryptionDecider decider);
  }
}
