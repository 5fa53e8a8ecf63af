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

  /**
   * Within the method, calls of another one go to the hook.
   *
   * @param callee the name of the other method, of whatever class
   * @param hook takes an Object for the receiver, and the callee's arguments with Object in place
   *     of classes; gives what the callee does, or an Object for a class
   */
  record ReplaceCalls(String callee, String hook) implements Action {}
}
