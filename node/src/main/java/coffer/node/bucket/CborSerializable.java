package coffer.node.bucket;

/** Messages that travel between the nodes of a zone, as CBOR by Jackson. None holds a secret. */
public interface CborSerializable {}
