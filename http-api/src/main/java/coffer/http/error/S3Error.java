package coffer.http.error;

/** Every error code that Coffer's S3 API answers with, its HTTP status and its usual message. */
public enum S3Error {
  AccessDenied(403, "Access Denied"),
  AuthorizationHeaderMalformed(400, "The authorization header that you provided is not valid."),
  AuthorizationQueryParametersError(
      400, "The authorization query parameters that you provided are not valid."),
  BadDigest(
      400,
      "The Content-MD5 or checksum value that you specified did not match what the server"
          + " received."),
  BucketAlreadyExists(
      409, "The requested bucket name is not available. Select a different name and try again."),
  BucketAlreadyOwnedByYou(
      409, "The bucket that you tried to create already exists, and you own it."),
  BucketNotEmpty(409, "The bucket that you tried to delete is not empty."),
  ConditionalRequestConflict(
      409, "A conflicting operation occurred. Fetch the object and try again."),
  EncryptionTypeMismatch(400, "The existing object was created with a different encryption type."),
  EntityTooLarge(400, "Your proposed upload exceeds the maximum allowed object size."),
  EntityTooSmall(400, "Your proposed upload is smaller than the minimum allowed object size."),
  IdempotencyParameterMismatch(
      400, "The request uses the same client token as an earlier one, with other parameters."),
  IllegalLocationConstraintException(
      400, "The location constraint is not valid for this endpoint."),
  IncompleteBody(
      400, "You did not provide the number of bytes specified by the Content-Length HTTP header."),
  InternalError(500, "An internal error occurred. Try again."),
  InvalidAccessKeyId(403, "The AWS access key ID that you provided does not exist in our records."),
  InvalidArgument(400, "Invalid Argument"),
  InvalidBucketName(400, "The specified bucket is not valid."),
  InvalidDigest(400, "The Content-MD5 or checksum value that you specified is not valid."),
  InvalidEncryptionAlgorithmError(400, "The encryption request that you specified is not valid."),
  InvalidLocationConstraint(400, "The specified location (Region) constraint is not valid."),
  InvalidPart(
      400,
      "One or more of the specified parts could not be found, or its entity tag did not match."),
  InvalidPartNumber(416, "The requested part number is not satisfiable."),
  InvalidPartOrder(400, "The list of parts was not in ascending order."),
  InvalidPolicyDocument(
      400,
      "The content of the form does not meet the conditions specified in the policy document."),
  InvalidRange(416, "The requested range is not satisfiable."),
  InvalidRequest(400, "Invalid Request"),
  InvalidStorageClass(400, "The storage class that you specified is not valid."),
  InvalidTag(400, "The tag provided was not a valid tag."),
  InvalidToken(400, "The provided token is malformed or otherwise not valid."),
  InvalidURI(400, "The specified URI could not be parsed."),
  InvalidWriteOffset(
      400, "The write offset value that you specified does not match the current object size."),
  KeyTooLongError(400, "Your key is too long."),
  KmsDisabled(400, "KMS.DisabledException", "The key is disabled."),
  KmsInvalidKeyUsage(
      400, "KMS.InvalidKeyUsageException", "The key cannot be used for this operation."),
  KmsInvalidState(
      400,
      "KMS.KMSInvalidStateException",
      "The key is in a state that does not allow this operation."),
  KmsNotFound(400, "KMS.NotFoundException", "The key does not exist."),
  MalformedPolicy(400, "This policy contains invalid Json"),
  MalformedTrailerError(
      400,
      "The request contained trailing data that was not well-formed or did not conform to our"
          + " published schema."),
  MalformedXML(
      400,
      "The XML you provided was not well-formed or did not validate against our published schema"),
  MaxMessageLengthExceeded(400, "Your request was too large."),
  MetadataTooLarge(400, "Your metadata headers exceed the maximum allowed metadata size."),
  MethodNotAllowed(405, "The specified method is not allowed against this resource."),
  MissingContentLength(411, "You must provide the Content-Length HTTP header."),
  MissingSecurityHeader(400, "Your request is missing a required header."),
  NoSuchBucket(404, "The specified bucket does not exist"),
  NoSuchBucketPolicy(404, "The bucket policy does not exist"),
  NoSuchKey(404, "The specified key does not exist."),
  NoSuchLifecycleConfiguration(404, "The lifecycle configuration does not exist"),
  NoSuchUpload(
      404,
      "The specified upload does not exist. The upload ID might be invalid, or the upload was"
          + " ended."),
  NoSuchVersion(404, "The specified version does not exist."),
  NotImplemented(501, "A header that you provided implies functionality that is not implemented."),
  NotModified(304, "Not Modified"),
  PreconditionFailed(412, "At least one of the preconditions that you specified did not hold."),
  RequestHeaderSectionTooLarge(
      400, "Your request header section exceeds the maximum allowed size."),
  RequestTimeTooSkewed(
      403, "The difference between the request time and the server's time is too large."),
  RequestTimeout(
      400,
      "Your socket connection to the server was not read from or written to within the timeout."),
  ServiceUnavailable(503, "Service is unable to handle the request. Try again."),
  SignatureDoesNotMatch(
      403,
      "The request signature that we calculated does not match the signature that you provided."
          + " Check your secret access key and signing method."),
  SlowDown(503, "Please reduce your request rate."),
  TooManyParts(
      400,
      "You have attempted to add more parts than the maximum of 10000 that are allowed for this"
          + " object."),
  UnexpectedContent(400, "This request does not support content."),
  XAmzContentSHA256Mismatch(
      400, "The provided 'x-amz-content-sha256' header does not match what was computed.");

  private final int status;
  private final String code;
  private final String message;

  S3Error(int status, String message) {
    this.status = status;
    this.code = name();
    this.message = message;
  }

  S3Error(int status, String code, String message) {
    this.status = status;
    this.code = code;
    this.message = message;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The {@code Code} element on the wire. */
  public String code() {
    return code;
  }

  /** The usual message; an {@link S3Exception} may say it better. */
  public String message() {
    return message;
  }
}
