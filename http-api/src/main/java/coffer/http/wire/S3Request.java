package coffer.http.wire;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One request, parsed once: what is signed, authorised and acted on is this same object.
 *
 * @param method upper case
 * @param rawPath the path of the request target before {@code ?}, exactly as sent; what SigV4 signs
 * @param rawQuery behind {@code ?}, exactly as sent; empty when there is none
 * @param bucket from the path or from the host; empty for the service root
 * @param key decoded, 1 to 1,024 UTF-8 bytes; empty for the bucket itself
 * @param contentLength as announced; empty for a chunked transfer
 * @param requestId sent back as {@code x-amz-request-id}
 */
public record S3Request(
    String method,
    String rawPath,
    String rawQuery,
    Query query,
    Headers headers,
    Optional<String> bucket,
    Optional<String> key,
    OptionalLong contentLength,
    Entity entity,
    String remoteAddress,
    boolean tls,
    String requestId) {}
