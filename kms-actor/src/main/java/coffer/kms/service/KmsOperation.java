package coffer.kms.service;

import java.util.concurrent.CompletionStage;

/**
 * One operation of the KMS API; its class has the operation's name.
 *
 * @param <Q> the parameters, a record
 * @param <R> the answer, a record whose components have the API's names in lower camel case
 */
public interface KmsOperation<Q extends KmsRequest, R> {

  Class<Q> requestType();

  /** Fails, or throws, {@link KmsException}. */
  CompletionStage<R> perform(Q request, KmsCall call);

  /** The name on the wire. */
  default String name() {
    return getClass().getSimpleName();
  }
}
