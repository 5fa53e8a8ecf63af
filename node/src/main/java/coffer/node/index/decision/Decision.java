package coffer.node.index.decision;

import coffer.node.index.row.RowChanges;
import java.util.function.Function;

/**
 * What a request comes to: the rows to change and the answer to give once they are durable. A
 * request that is refused throws {@link coffer.http.error.S3Exception} instead.
 */
public record Decision<R>(RowChanges changes, R result) {

  /** The same changes with an answer made of this one's. */
  <S> Decision<S> map(Function<? super R, ? extends S> answer) {
    return new Decision<>(changes, answer.apply(result));
  }

  /** An answer without a change. */
  static <R> Decision<R> unchanged(R result) {
    return new Decision<>(new RowChanges(), result);
  }
}
