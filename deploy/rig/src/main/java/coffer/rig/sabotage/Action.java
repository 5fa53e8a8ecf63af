package coffer.rig.sabotage;

/** How a method is changed. Hooks are methods of {@link Hooks}. */
sealed interface Action {
  /** A method without a result does nothing. */
  record DoNothing() implements Action {}

  /**
   * The hook is called instead.
   *
   * @param hook takes an {@code Object[]}: the receiver, if there is one, and the arguments; gives
   *     an Object
   */
  record CallInstead(String hook) implements Action {}

  /**
   * The hook is called with what is about to be returned, an object, and gives another.
   *
   * @param hook takes and gives an Object
   */
  record ChangeResult(String hook) implements Action {}

  /**
   * An argument of type int or long is 0 always.
   *
   * @param argument from 0, without the receiver
   */
  record ZeroArgument(int argument) implements Action {}
}
