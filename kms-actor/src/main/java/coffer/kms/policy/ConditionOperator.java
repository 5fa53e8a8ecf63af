package coffer.kms.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * How a condition compares one value of the request with one value of the policy.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">IAM:
 *     condition operators</a>
 */
enum ConditionOperator {
  StringEquals,
  StringNotEquals,
  StringEqualsIgnoreCase,
  StringNotEqualsIgnoreCase,
  StringLike,
  StringNotLike,
  NumericEquals,
  NumericNotEquals,
  NumericLessThan,
  NumericLessThanEquals,
  NumericGreaterThan,
  NumericGreaterThanEquals,
  DateEquals,
  DateNotEquals,
  DateLessThan,
  DateLessThanEquals,
  DateGreaterThan,
  DateGreaterThanEquals,
  Bool,
  IpAddress,
  NotIpAddress,
  ArnEquals,
  ArnLike,
  ArnNotEquals,
  ArnNotLike,
  Null;

  static Optional<ConditionOperator> named(String name) {
    for (var operator : values()) {
      if (operator.name().equalsIgnoreCase(name)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  /**
   * A negated operator holds when its positive holds for none of the policy's values, and so also
   * when the key is absent.
   */
  boolean negated() {
    return switch (this) {
      case StringNotEquals,
          StringNotEqualsIgnoreCase,
          StringNotLike,
          NumericNotEquals,
          DateNotEquals,
          NotIpAddress,
          ArnNotEquals,
          ArnNotLike ->
          true;
      case StringEquals,
          StringEqualsIgnoreCase,
          StringLike,
          NumericEquals,
          NumericLessThan,
          NumericLessThanEquals,
          NumericGreaterThan,
          NumericGreaterThanEquals,
          DateEquals,
          DateLessThan,
          DateLessThanEquals,
          DateGreaterThan,
          DateGreaterThanEquals,
          Bool,
          IpAddress,
          ArnEquals,
          ArnLike,
          Null ->
          false;
    };
  }

  /** Whether {@code value} is something this operator can compare with. */
  boolean accepts(String value) {
    return switch (this) {
      case NumericEquals,
          NumericNotEquals,
          NumericLessThan,
          NumericLessThanEquals,
          NumericGreaterThan,
          NumericGreaterThanEquals ->
          number(value).isPresent();
      case DateEquals,
          DateNotEquals,
          DateLessThan,
          DateLessThanEquals,
          DateGreaterThan,
          DateGreaterThanEquals ->
          date(value).isPresent();
      case Bool, Null -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
      case IpAddress, NotIpAddress -> Cidr.parse(value).isPresent();
      case StringEquals,
          StringNotEquals,
          StringEqualsIgnoreCase,
          StringNotEqualsIgnoreCase,
          StringLike,
          StringNotLike,
          ArnEquals,
          ArnLike,
          ArnNotEquals,
          ArnNotLike ->
          true;
    };
  }

  /** The positive comparison; the caller inverts it for a {@link #negated} operator. */
  boolean compare(String policy, String given) {
    return switch (this) {
      case StringEquals, StringNotEquals -> policy.equals(given);
      case StringEqualsIgnoreCase, StringNotEqualsIgnoreCase -> policy.equalsIgnoreCase(given);
      case StringLike, StringNotLike -> Wildcard.matches(policy, given);
      case ArnEquals, ArnLike, ArnNotEquals, ArnNotLike -> ArnPattern.matches(policy, given);
      case NumericEquals, NumericNotEquals -> numbers(policy, given, sign -> sign == 0);
      case NumericLessThan -> numbers(policy, given, sign -> sign < 0);
      case NumericLessThanEquals -> numbers(policy, given, sign -> sign <= 0);
      case NumericGreaterThan -> numbers(policy, given, sign -> sign > 0);
      case NumericGreaterThanEquals -> numbers(policy, given, sign -> sign >= 0);
      case DateEquals, DateNotEquals -> dates(policy, given, sign -> sign == 0);
      case DateLessThan -> dates(policy, given, sign -> sign < 0);
      case DateLessThanEquals -> dates(policy, given, sign -> sign <= 0);
      case DateGreaterThan -> dates(policy, given, sign -> sign > 0);
      case DateGreaterThanEquals -> dates(policy, given, sign -> sign >= 0);
      case Bool -> policy.equalsIgnoreCase(given);
      case IpAddress, NotIpAddress -> Cidr.parse(policy).map(c -> c.contains(given)).orElse(false);
      case Null -> throw new IllegalStateException("Null looks at the key, not at a value");
    };
  }

  private static boolean numbers(String policy, String given, IntPredicate sign) {
    var limit = number(policy);
    var value = number(given);
    return limit.isPresent() && value.isPresent() && sign.test(value.get().compareTo(limit.get()));
  }

  private static boolean dates(String policy, String given, IntPredicate sign) {
    var limit = date(policy);
    var value = date(given);
    return limit.isPresent() && value.isPresent() && sign.test(value.get().compareTo(limit.get()));
  }

  private static Optional<BigDecimal> number(String text) {
    // No exponents: comparing 1e999999999 would fill the memory.
    return text.matches("-?[0-9]{1,30}(\\.[0-9]{1,30})?")
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  private static Optional<Instant> date(String text) {
    try {
      if (text.matches("[0-9]{1,11}")) {
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
      }
      if (text.length() == 10) {
        return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
      }
      return Optional.of(OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
