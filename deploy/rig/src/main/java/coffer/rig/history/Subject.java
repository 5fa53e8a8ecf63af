package coffer.rig.history;

/** A key in its bucket; of a listing, the prefix. */
public record Subject(String bucket, String key) {
  @Override
  public String toString() {
    return bucket + "/" + key;
  }
}
