package coffer.node.index.decision;

import coffer.node.index.row.IndexView;
import coffer.node.index.row.RowKeys;

/** Over a bucket's objects: the name is the rest of the row's key. */
final class ObjectRollup extends Rollup {
  ObjectRollup(IndexView view, String bucketId, byte[] prefix, byte[] delimiter) {
    super(view.cursor(), RowKeys.objects(bucketId), prefix, delimiter);
  }

  @Override
  byte[] nameOf(byte[] rowKey) {
    return RowKeys.objectName(rowKey);
  }

  @Override
  byte[] seekBytes(byte[] name) {
    return name;
  }

  @Override
  byte[] prefixBytes(byte[] namePrefix) {
    return namePrefix;
  }
}
