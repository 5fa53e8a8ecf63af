package coffer.kms.service;

/**
 * A refusal by the key service, in the KMS API's own vocabulary. The message is meant for the
 * client and never holds key material, plaintext or ciphertext.
 */
public final class KmsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * The error types of the KMS API that Coffer uses; the name is the {@code __type} on the wire.
   */
  public enum Code {
    AccessDeniedException,
    AlreadyExistsException,
    ConflictException,
    DependencyTimeoutException,
    DisabledException,
    DryRunOperationException,
    IncorrectKeyException,
    InvalidAliasNameException,
    InvalidArnException,
    InvalidCiphertextException,
    InvalidGrantTokenException,
    InvalidKeyUsageException,
    InvalidMarkerException,
    KMSInternalException,
    KMSInvalidStateException,
    KeyUnavailableException,
    LimitExceededException,
    MalformedPolicyDocumentException,
    NotFoundException,
    SerializationException,
    TagException,
    UnknownOperationException,
    UnsupportedOperationException,
    ValidationException
  }

  private final Code code;

  public KmsException(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public Code code() {
    return code;
  }

  /** 500 for an internal failure, 503 for a dependency's, otherwise 400. */
  public int httpStatus() {
    return switch (code) {
      case KMSInternalException, KeyUnavailableException -> 500;
      case DependencyTimeoutException -> 503;
      case AccessDeniedException,
          AlreadyExistsException,
          ConflictException,
          DisabledException,
          DryRunOperationException,
          IncorrectKeyException,
          InvalidAliasNameException,
          InvalidArnException,
          InvalidCiphertextException,
          InvalidGrantTokenException,
          InvalidKeyUsageException,
          InvalidMarkerException,
          KMSInvalidStateException,
          LimitExceededException,
          MalformedPolicyDocumentException,
          NotFoundException,
          SerializationException,
          TagException,
          UnknownOperationException,
          UnsupportedOperationException,
          ValidationException ->
          400;
    };
  }
}
