package coffer.rig.sabotage;

import static java.lang.constant.ConstantDescs.CD_Object;

import coffer.rig.sabotage.Action.CallInstead;
import coffer.rig.sabotage.Action.ChangeResult;
import coffer.rig.sabotage.Action.DoNothing;
import coffer.rig.sabotage.Action.ZeroArgument;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;

/** Changes methods in the bytes of a class. */
final class Rewriter {
  private static final ClassDesc HOOKS = ClassDesc.of(Hooks.class.getName());

  private Rewriter() {}

  /**
   * The class with the action taken in each method of that name that has code.
   *
   * @throws IllegalArgumentException when there is none, or the action does not fit one
   */
  static byte[] rewrite(byte[] bytes, String method, Action action) {
    var file = ClassFile.of();
    var model = file.parse(bytes);
    if (model.methods().stream().noneMatch(each -> isTarget(each, method))) {
      throw new IllegalArgumentException(
          "there is no method " + method + " in " + model.thisClass().asInternalName());
    }
    return file.transformClass(model, transform(method, action));
  }

  private static boolean isTarget(MethodModel method, String name) {
    return method.methodName().equalsString(name)
        && method.code().isPresent()
        && !method.flags().has(AccessFlag.BRIDGE);
  }

  private static ClassTransform transform(String name, Action action) {
    return (builder, element) -> {
      if (element instanceof MethodModel method && isTarget(method, name)) {
        builder.transformMethod(method, transform(method, action));
      } else {
        builder.with(element);
      }
    };
  }

  private static MethodTransform transform(MethodModel method, Action action) {
    return switch (action) {
      case DoNothing() -> {
        require(method, returned(method) == TypeKind.VOID, "has a result");
        yield body(method, CodeBuilder::return_);
      }
      case CallInstead(var hook) -> body(method, code -> callHook(code, method, hook));
      case ChangeResult(var hook) -> {
        require(method, returned(method) == TypeKind.REFERENCE, "returns no object");
        yield MethodTransform.transformingCode(changingResult(method, hook));
      }
      case ZeroArgument(var argument) -> {
        var type = method.methodTypeSymbol();
        require(method, argument < type.parameterCount(), "has fewer arguments");
        yield MethodTransform.transformingCode(zeroing(method, argument));
      }
    };
  }

  private static void require(MethodModel method, boolean fine, String otherwise) {
    if (!fine) {
      throw new IllegalArgumentException(
          "method " + method.methodName().stringValue() + " " + otherwise);
    }
  }

  private static TypeKind returned(MethodModel method) {
    return TypeKind.from(method.methodTypeSymbol().returnType());
  }

  private interface Body {
    void write(CodeBuilder code);
  }

  /** Another body in place of the method's. */
  private static MethodTransform body(MethodModel method, Body body) {
    return (builder, element) -> {
      if (element instanceof CodeModel) {
        builder.withCode(body::write);
      } else {
        builder.with(element);
      }
    };
  }

  private static void callHook(CodeBuilder code, MethodModel method, String hook) {
    var type = method.methodTypeSymbol();
    var isStatic = method.flags().has(AccessFlag.STATIC);
    var first = isStatic ? 0 : 1;
    code.loadConstant(type.parameterCount() + first).anewarray(CD_Object);
    if (!isStatic) {
      code.dup().loadConstant(0).aload(0).aastore();
    }
    for (int index = 0; index < type.parameterCount(); index++) {
      var kind = TypeKind.from(type.parameterType(index));
      code.dup().loadConstant(index + first).loadLocal(kind, code.parameterSlot(index));
      box(code, kind);
      code.aastore();
    }
    code.invokestatic(HOOKS, hook, MethodTypeDesc.of(CD_Object, CD_Object.arrayType()));
    giveBack(code, type.returnType());
  }

  private static void box(CodeBuilder code, TypeKind kind) {
    switch (kind.asLoadable()) {
      case INT ->
          code.invokestatic(
              ConstantDescs.CD_Integer,
              "valueOf",
              MethodTypeDesc.of(ConstantDescs.CD_Integer, ConstantDescs.CD_int));
      case LONG ->
          code.invokestatic(
              ConstantDescs.CD_Long,
              "valueOf",
              MethodTypeDesc.of(ConstantDescs.CD_Long, ConstantDescs.CD_long));
      case REFERENCE -> {}
      case BOOLEAN, BYTE, CHAR, SHORT, FLOAT, DOUBLE, VOID ->
          throw new IllegalArgumentException("arguments of kind " + kind);
    }
  }

  private static void giveBack(CodeBuilder code, ClassDesc type) {
    switch (TypeKind.from(type)) {
      case VOID -> code.pop().return_();
      case BOOLEAN ->
          code.checkcast(ConstantDescs.CD_Boolean)
              .invokevirtual(
                  ConstantDescs.CD_Boolean,
                  "booleanValue",
                  MethodTypeDesc.of(ConstantDescs.CD_boolean))
              .ireturn();
      case REFERENCE -> code.checkcast(type).areturn();
      case BYTE, CHAR, SHORT, INT, LONG, FLOAT, DOUBLE ->
          throw new IllegalArgumentException("results of type " + type.displayName());
    }
  }

  private static CodeTransform changingResult(MethodModel method, String hook) {
    var type = method.methodTypeSymbol().returnType();
    return (code, element) -> {
      if (element instanceof ReturnInstruction) {
        code.invokestatic(HOOKS, hook, MethodTypeDesc.of(CD_Object, CD_Object)).checkcast(type);
      }
      code.with(element);
    };
  }

  private static CodeTransform zeroing(MethodModel method, int argument) {
    var kind = TypeKind.from(method.methodTypeSymbol().parameterType(argument)).asLoadable();
    require(method, kind == TypeKind.INT || kind == TypeKind.LONG, "has no number there");
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        if (kind == TypeKind.INT) {
          code.loadConstant(0);
        } else {
          code.loadConstant(0L);
        }
        code.storeLocal(kind, code.parameterSlot(argument));
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        code.with(element);
      }
    };
  }
}
