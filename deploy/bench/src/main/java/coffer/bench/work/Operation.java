package coffer.bench.work;

/** One request to S3, or one upload in parts. */
public enum Operation {
  PUT,
  GET,
  HEAD,
  DELETE,
  LIST,
  RANGE,
  MULTIPART,
  SESSION
}
