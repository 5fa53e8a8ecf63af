package coffer.kms.envelope;

/**
 * What a wrapped data key is bound to: it opens for this bucket and this data stream only, so that
 * rows cannot be swapped between objects. A copy or an upload gets new data keys; a rename keeps
 * the stream and its binding.
 *
 * @param bucketId the bucket's random id, in hex; a bucket deleted and made again has another
 * @param streamId the random id of the one part or object body that the key encrypts, in hex
 */
public record KeyBinding(String bucketId, String streamId) {

  /**
   * The binding as authenticated data: {@code u16 length, bucketId, u16 length, streamId}, text in
   * UTF-8, integers big-endian. Two different bindings never have the same bytes.
   *
   * @throws IllegalArgumentException when an id is longer than 65535 bytes
   */
  public byte[] bytes() {
    return new RecordWriter().shortText(bucketId).shortText(streamId).toBytes();
  }
}
