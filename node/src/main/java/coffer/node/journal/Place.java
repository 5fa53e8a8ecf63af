package coffer.node.journal;

/**
 * Where a record is.
 *
 * @param file the number of its file
 * @param offset of the record's first byte
 * @param headBytes of its head
 * @param bodyBytes of its body
 */
public record Place(long file, int offset, int headBytes, int bodyBytes) {

  /** Behind the record. */
  int end() {
    return offset + JournalFile.PREFIX_BYTES + headBytes + bodyBytes;
  }

  int recordBytes() {
    return end() - offset;
  }

  int bodyOffset() {
    return offset + JournalFile.PREFIX_BYTES + headBytes;
  }
}
