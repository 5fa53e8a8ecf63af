package coffer.http.encryption;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.service.KmsException;

/**
 * How S3 answers when the key service refuses it: {@code KMS.}-codes with status 400, but
 * AccessDenied with 403 when the caller may not use the key. The message is KMS's own.
 */
public final class KmsErrors {
  private KmsErrors() {}

  public static S3Exception toS3(KmsException refusal) {
    var message = refusal.getMessage() == null ? "" : refusal.getMessage();
    return switch (refusal.code()) {
      case AccessDeniedException -> new S3Exception(S3Error.AccessDenied, message);
      case NotFoundException, InvalidArnException, ValidationException ->
          new S3Exception(S3Error.KmsNotFound, message);
      case DisabledException -> new S3Exception(S3Error.KmsDisabled, message);
      case KMSInvalidStateException, ConflictException ->
          new S3Exception(S3Error.KmsInvalidState, message);
      case InvalidKeyUsageException, UnsupportedOperationException, IncorrectKeyException ->
          new S3Exception(S3Error.KmsInvalidKeyUsage, message);
      case DependencyTimeoutException, KeyUnavailableException ->
          new S3Exception(S3Error.ServiceUnavailable);
      case LimitExceededException -> new S3Exception(S3Error.SlowDown, message);
      case KMSInternalException -> new S3Exception(S3Error.InternalError);
      // What is left concerns requests that S3 itself made wrongly, or stored blobs that do not
      // authenticate: faults of ours, of which the client learns nothing.
      case AlreadyExistsException,
          DryRunOperationException,
          InvalidAliasNameException,
          InvalidCiphertextException,
          InvalidGrantTokenException,
          InvalidMarkerException,
          MalformedPolicyDocumentException,
          SerializationException,
          TagException,
          UnknownOperationException ->
          new S3Exception(S3Error.InternalError);
    };
  }
}
