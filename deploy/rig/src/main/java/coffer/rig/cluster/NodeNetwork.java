package coffer.rig.cluster;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** What nodes and clients reach each other by, and how that is broken. */
public sealed interface NodeNetwork extends AutoCloseable
    permits NamespaceNetwork, LoopbackNetwork {

  /** Takes one fault back. Called once. */
  interface Undo {
    void undo() throws IOException;
  }

  /** In one line, for the run's output. */
  String describe();

  /** The address that the node's servers listen on and other nodes dial. */
  String host(NodeId node);

  /** The S3 port that the node listens on. */
  int s3Port(NodeId node);

  /** The lowest of the ports between nodes. */
  int clusterPort(NodeId node);

  /** Where clients reach the node's S3 port, through everything that can be broken. */
  URI endpoint(NodeId node);

  /** The command, as it runs where the node lives. */
  List<String> inside(NodeId node, List<String> command);

  /** Whether links between nodes can be broken; those of clients always can. */
  boolean breaksPeers();

  /** Nothing that {@code from} sends arrives at {@code to}. */
  Undo cut(NodeId from, NodeId to) throws IOException;

  /** Nothing passes between clients and the node. */
  Undo cutClients(NodeId node) throws IOException;

  /**
   * Packets of the node, in and out, are lost at random.
   *
   * @param probability above 0, below 1
   */
  Undo lose(NodeId node, double probability) throws IOException;

  /** What the node sends comes later by {@code delay}, give or take up to {@code jitter}. */
  Undo delay(NodeId node, Duration delay, Duration jitter) throws IOException;

  /** What the node sends is held to a rate. */
  Undo slow(NodeId node, long kilobitsPerSecond) throws IOException;

  /** Removes everything that was made. Does so after failures as well, and more than once. */
  @Override
  void close();
}
