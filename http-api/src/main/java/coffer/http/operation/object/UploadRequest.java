package coffer.http.operation.object;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.Query;
import java.util.Map;

/** The query parameters that name an upload and a part. */
final class UploadRequest {
  private static final int MAX_ID_CHARACTERS = 1024;

  private UploadRequest() {}

  static String uploadId(Query query) {
    var id = query.first("uploadId").orElse("");
    if (id.isEmpty() || id.length() > MAX_ID_CHARACTERS) {
      throw noSuchUpload(id.length() > MAX_ID_CHARACTERS ? "" : id);
    }
    return id;
  }

  static int partNumber(Query query) {
    return Numbers.partNumber(query.first("partNumber").orElse(""));
  }

  static S3Exception noSuchUpload(String id) {
    return new S3Exception(
        S3Error.NoSuchUpload, S3Error.NoSuchUpload.message(), Map.of("UploadId", id));
  }
}
