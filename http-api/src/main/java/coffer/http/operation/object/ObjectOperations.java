package coffer.http.operation.object;

import coffer.http.encryption.EncryptionDecider;
import coffer.http.object.Objects;
import coffer.http.object.Uploads;
import coffer.http.operation.Access;
import java.time.Clock;

/** Every operation on objects and uploads, each under its name in the S3 API. */
public record ObjectOperations(
    PutObject putObject,
    GetObject getObject,
    HeadObject headObject,
    GetObjectAttributes getObjectAttributes,
    ListObjectsV2 listObjectsV2,
    ListObjects listObjects,
    ListObjectVersions listObjectVersions,
    DeleteObject deleteObject,
    DeleteObjects deleteObjects,
    CopyObject copyObject,
    RenameObject renameObject,
    CreateMultipartUpload createMultipartUpload,
    UploadPart uploadPart,
    UploadPartCopy uploadPartCopy,
    CompleteMultipartUpload completeMultipartUpload,
    AbortMultipartUpload abortMultipartUpload,
    ListParts listParts,
    ListMultipartUploads listMultipartUploads) {

  /** Builds them all. */
  public static ObjectOperations of(
      Access access, EncryptionDecider encryption, Objects objects, Uploads uploads, Clock clock) {
    var read = new ObjectRead(access, encryption, objects);
    return new ObjectOperations(
        new PutObject(access, encryption, objects),
        new GetObject(read),
        new HeadObject(read),
        new GetObjectAttributes(access, encryption, objects),
        new ListObjectsV2(access, objects),
        new ListObjects(access, objects),
        new ListObjectVersions(access, objects),
        new DeleteObject(access, objects),
        new DeleteObjects(access, objects),
        new CopyObject(access, encryption, objects),
        new RenameObject(access, objects),
        new CreateMultipartUpload(access, encryption, uploads, clock),
        new UploadPart(access, encryption, uploads),
        new UploadPartCopy(access, encryption, objects, uploads),
        new CompleteMultipartUpload(access, uploads),
        new AbortMultipartUpload(access, uploads),
        new ListParts(access, uploads),
        new ListMultipartUploads(access, uploads));
  }
}
