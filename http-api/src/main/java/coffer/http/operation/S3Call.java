package coffer.http.operation;

import coffer.http.session.Caller;
import coffer.http.sigv4.PayloadSigning;
import coffer.http.wire.S3Request;

/**
 * A request and who makes it.
 *
 * @param payload how the body was signed, for {@code Bodies} to check as it flows
 */
public record S3Call(S3Request request, Caller caller, PayloadSigning payload) {}
