package coffer.rig.check;

/** What an operation does to its key. */
public sealed interface Change {
  /** Nothing. */
  record Keep() implements Change {}

  /** The key holds that version from then on. */
  record Put(Version version) implements Change {}

  /** The key does not exist from then on. */
  record Remove() implements Change {}

  Change KEEP = new Keep();
  Change REMOVE = new Remove();
}
