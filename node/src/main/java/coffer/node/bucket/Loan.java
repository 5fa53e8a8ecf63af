package coffer.node.bucket;

/**
 * Given with a configuration to requests on the node of the bucket's actor, which takes it back
 * before it begins a change. Looking at it saves them the way to the actor and back. Never leaves
 * the process.
 */
public final class Loan {
  private volatile boolean over;

  boolean isOver() {
    return over;
  }

  /** What was given with it is not used from now on. */
  void end() {
    over = true;
  }
}
