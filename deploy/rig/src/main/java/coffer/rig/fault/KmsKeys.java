package coffer.rig.fault;

import coffer.rig.cluster.NodeNetwork.Undo;
import java.io.IOException;

/** Takes a KMS key that the workload uses out of use, for a while. */
public interface KmsKeys {
  /**
   * Disables the key.
   *
   * @return enables it again
   */
  Undo disable() throws IOException;
}
