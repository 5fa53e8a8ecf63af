package coffer.node.index.decision;

import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowKeys;

/** Over a bucket's uploads: the name is the key, escaped; one key may come several times. */
final class UploadRollup extends Rollup {
  UploadRollup(IndexView view, String bucketId, byte[] prefix, byte[] delimiter) {
    super(view.cursor(), RowKeys.uploads(bucketId), prefix, delimiter);
  }

  @Override
  byte[] nameOf(byte[] rowKey) {
    return RowKeys.uploadName(rowKey).key();
  }

  @Override
  byte[] seekBytes(byte[] name) {
    return RowKeys.escaped(name);
  }

  @Override
  byte[] prefixBytes(byte[] namePrefix) {
    return RowKeys.escaped(namePrefix);
  }
}
