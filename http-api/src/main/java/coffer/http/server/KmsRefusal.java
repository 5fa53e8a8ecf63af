package coffer.http.server;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.kms.service.KmsException;

/** What S3 answers when the key service refused on the way. */
final class KmsRefusal {
  private KmsRefusal() {}

  static S3Exception of(KmsException refused) {
    var error =
        switch (refused.code()) {
          case AccessDeniedException -> S3Error.AccessDenied;
          case DisabledException -> S3Error.KmsDisabled;
          case KMSInvalidStateException -> S3Error.KmsInvalidState;
          case InvalidKeyUsageException -> S3Error.KmsInvalidKeyUsage;
          case NotFoundException, InvalidArnException -> S3Error.KmsNotFound;
          case DependencyTimeoutException, KeyUnavailableException -> S3Error.ServiceUnavailable;
          case KMSInternalException -> S3Error.InternalError;
          case AlreadyExistsException,
              ConflictException,
              DryRunOperationException,
              IncorrectKeyException,
              InvalidAliasNameException,
              InvalidCiphertextException,
              InvalidGrantTokenException,
              InvalidMarkerException,
              LimitExceededException,
              MalformedPolicyDocumentException,
              SerializationException,
              TagException,
              UnknownOperationException,
              UnsupportedOperationException,
              ValidationException ->
              S3Error.InvalidRequest;
        };
    var message = refused.getMessage();
    return message == null || error == S3Error.InternalError
        ? new S3Exception(error)
        : new S3Exception(error, message);
  }
}
