package coffer.node;

import coffer.node.config.NodeSettings;
import coffer.node.status.ClusterStatus;
import coffer.node.status.NodeStatus.Group;
import coffer.node.status.StatusPage;
import java.util.List;

/** The status of a node alone, in the form of a cluster's. */
final class LoneStatus {
  private static final String ID = "self";

  private LoneStatus() {}

  static String json(NodeSettings settings, NodeBase base) {
    var node = new ClusterStatus.Node(ID, settings.zone(), "", true, "ACTIVE", 0, 0, 0, 0);
    var groups =
        base.index().replicas().stream()
            .map(
                replica ->
                    new Group(
                        replica.group(),
                        replica.log().leadership().leader() ? ID : "",
                        replica.rows().applied().index(),
                        List.of(ID),
                        List.of()))
            .toList();
    return StatusPage.json(
        new ClusterStatus("", base.index().writable(), 0, List.of(node), groups));
  }
}
