package coffer.rig.sabotage;

import coffer.rig.sabotage.Action.CallInstead;
import coffer.rig.sabotage.Action.ChangeResult;
import coffer.rig.sabotage.Action.DoNothing;
import coffer.rig.sabotage.Action.ZeroArgument;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Bugs to plant, each in a method or two of Coffer or of its log. The rig is good for something
 * only if a run with any of them is convicted, by the check that is named, under the faults that
 * are named.
 */
public enum Sabotage {
  /** Log entries are acknowledged while they are in the process's memory only. */
  LOG_NOT_FLUSHED(
      "org.apache.ratis.server.raftlog.segmented.BufferedWriteChannel",
      "flush",
      new DoNothing(),
      "kill-all",
      Check.HEALING),

  /** Chunks are acknowledged before they are on the disk. */
  CHUNKS_NOT_FORCED(
      "coffer.node.journal.JournalFile", "force", new DoNothing(), "power-loss-all", Check.HEALING),

  /** The index answers before its entry was agreed on. */
  ACKNOWLEDGED_BEFORE_QUORUM(
      "coffer.node.replication.RatisLog",
      "propose",
      new ChangeResult("completedStage"),
      "kill-leader",
      Check.LINEARIZABILITY),

  /** A leader that was cut off takes itself for one until it hears otherwise, and answers reads. */
  STALE_READ(
      List.of(
          new Edit(
              "coffer.node.replication.RatisLog",
              "readBarrier",
              new ChangeResult("completedStage")),
          new Edit(
              "org.apache.ratis.server.impl.LeaderStateImpl",
              "checkLeadership",
              new CallInstead("always"))),
      "isolate-leader",
      180,
      Check.LINEARIZABILITY),

  /** If-Match and If-None-Match are not looked at. */
  FORGOTTEN_CONDITION(
      "coffer.node.index.decision.Conditions",
      "check",
      new DoNothing(),
      "none",
      Check.LINEARIZABILITY),

  /** A delete is answered and not made. */
  LOST_DELETE(
      "coffer.node.index.decision.ObjectDecisions",
      "delete",
      new ChangeResult("withoutChanges"),
      "none",
      Check.LINEARIZABILITY),

  /** A listing leaves a key out. */
  LISTING_LEAVES_OUT(
      "coffer.node.index.decision.Listings",
      "objects",
      new ChangeResult("withoutMiddle"),
      "none",
      Check.LINEARIZABILITY),

  /** A completed upload lacks its last part. */
  LAST_PART_LOST(
      "coffer.node.index.decision.CompleteDecision",
      "listedParts",
      new ChangeResult("withoutLast"),
      "none",
      Check.WHOLE_BODIES),

  /** A disabled KMS key still opens data keys. */
  KMS_DISABLE_IGNORED(
      "coffer.kms.service.KeyStateRules",
      "requireEnabled",
      new DoNothing(),
      "kms-disable",
      Check.DISABLED_KEYS),

  /** Every segment of a stream has the nonce of the first. */
  NONCE_REUSED(
      "coffer.kms.envelope.SegmentCipher",
      "run",
      new CallInstead("oneNonce"),
      "none",
      Check.REPEATED_CIPHERTEXT),

  /** Segments are stored as they came. */
  PLAINTEXT_STORED(
      "coffer.kms.envelope.SegmentCipher",
      "run",
      new CallInstead("copy"),
      "none",
      Check.CLEAR_VALUES),

  /** A run's first chunk is read in place of any other. */
  WRONG_CHUNK("coffer.node.chunk.ChunkStore", "read", new ZeroArgument(1), "none", Check.ERRORS),

  /** A repeated call is carried out again. */
  REPEATED_CALL_APPLIED(
      List.of(
          new Edit(
              "coffer.node.index.group.BatchDecision", "answered", new ChangeResult("nothing"))),
      "slow-link,loss,cut-one-way",
      180,
      Check.LINEARIZABILITY),

  /** Copies that a node lacks are never fetched. */
  LOST_REPAIR("coffer.node.repair.Repairs", "add", new DoNothing(), "wipe", Check.REPLICAS),

  /** Each chunk is kept once. */
  ONE_COPY(
      "coffer.node.placement.Placement",
      "ranked",
      new ChangeResult("first"),
      "none",
      Check.REPLICAS);

  /**
   * What is done to the product.
   *
   * @param method every method of the class with that name
   */
  record Edit(String className, String method, Action action) {
    String internalName() {
      return className.replace('.', '/');
    }
  }

  /** What must convict a bug. */
  public enum Check {
    LINEARIZABILITY("each key is a linearizable register"),
    WHOLE_BODIES("every value read is whole"),
    CLEAR_VALUES("no value stands in the clear on a disk"),
    REPEATED_CIPHERTEXT("no two segments of a value share a nonce"),
    DISABLED_KEYS("a disabled KMS key opens and makes nothing"),
    REPLICAS("replicas are byte-identical"),
    ERRORS("after healing the SDK's retries hide every error"),
    /** Nodes whose acknowledged writes are gone notice that and do not serve. */
    HEALING("the cluster heals");

    private final String finding;

    Check(String finding) {
      this.finding = finding;
    }

    /** The check's name in a verdict. */
    public String finding() {
      return finding;
    }
  }

  private final List<Edit> edits;
  private final String faults;
  private final int seconds;
  private final Check convictedBy;

  Sabotage(String className, String method, Action action, String faults, Check convictedBy) {
    this(
        List.of(new Edit(className, method, action)),
        faults,
        faults.equals("none") ? 20 : 45,
        convictedBy);
  }

  Sabotage(List<Edit> edits, String faults, int seconds, Check convictedBy) {
    this.edits = edits;
    this.faults = faults;
    this.seconds = seconds;
    this.convictedBy = convictedBy;
  }

  /** {@code stale-read}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  List<Edit> edits() {
    return edits;
  }

  /** The faults under which it does harm. */
  public String faults() {
    return faults;
  }

  /** How long a run is to be that convicts it; longer where it does harm at few moments only. */
  public int seconds() {
    return seconds;
  }

  public Check convictedBy() {
    return convictedBy;
  }

  /**
   * @throws IllegalArgumentException for an unknown word
   */
  public static Sabotage of(String word) {
    return Arrays.stream(values())
        .filter(bug -> bug.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no bug " + word));
  }
}
