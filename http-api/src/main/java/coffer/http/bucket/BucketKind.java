package coffer.http.bucket;

/** The two kinds of bucket: two policies over one object model. */
public enum BucketKind {
  /** S3 Express One Zone: {@code base--zone--x-s3}, lives in one zone. */
  DIRECTORY,
  GENERAL_PURPOSE
}
