package coffer.node.repair;

import coffer.node.placement.Scope;

/** The runs that the index rows of this node refer to. */
public interface RunIndex {

  /**
   * Every run that some object, part or garbage row refers to, as of what this node has applied; a
   * scan. Blocks.
   */
  void forEachRun(Visitor visitor);

  /** Is told of runs, one by one. */
  @FunctionalInterface
  interface Visitor {
    void visit(Scope scope, String runId);
  }
}
