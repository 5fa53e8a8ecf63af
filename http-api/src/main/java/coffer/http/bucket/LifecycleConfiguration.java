package coffer.http.bucket;

import coffer.http.error.S3Error;
import coffer.http.error.S3Exception;
import coffer.http.wire.XmlElement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A bucket's lifecycle: which objects expire, and which unfinished uploads end. See the AWS page
 * "Lifecycle configuration elements". Transitions, tag filters and rules for noncurrent versions
 * are refused with NotImplemented.
 */
public record LifecycleConfiguration(List<Rule> rules) {
  private static final int RULES_MAX = 1000;
  private static final int ID_CHARS_MAX = 255;
  private static final Set<String> NOT_IMPLEMENTED =
      Set.of("Transition", "NoncurrentVersionTransition", "NoncurrentVersionExpiration");

  /**
   * One rule; at least one of the three actions is present.
   *
   * @param id as given, may be empty
   * @param prefix keys that start with it; empty for all
   * @param sizeGreaterThan objects with more bytes
   * @param sizeLessThan objects with fewer bytes
   * @param expirationDays days after the object's last change, from 1
   * @param expirationDate from this midnight UTC on
   * @param abortDays days after an upload began, from 1
   */
  public record Rule(
      String id,
      boolean enabled,
      String prefix,
      OptionalLong sizeGreaterThan,
      OptionalLong sizeLessThan,
      OptionalInt expirationDays,
      Optional<Instant> expirationDate,
      OptionalInt abortDays) {}

  public LifecycleConfiguration {
    rules = List.copyOf(rules);
  }

  /** Parses the XML of PutBucketLifecycleConfiguration; fails with S3Exception, a 4xx or 501. */
  public static LifecycleConfiguration parse(String xml) {
    var root = XmlElement.parse(xml.getBytes(StandardCharsets.UTF_8), "LifecycleConfiguration");
    var elements = root.children("Rule");
    if (elements.isEmpty() || elements.size() > RULES_MAX) {
      throw malformed();
    }
    var rules = new ArrayList<Rule>();
    var ids = new HashSet<String>();
    for (var element : elements) {
      var rule = rule(element);
      if (!rule.id().isEmpty() && !ids.add(rule.id())) {
        throw invalid("Rule ID must be unique. Found same ID for more than one rule");
      }
      rules.add(rule);
    }
    return new LifecycleConfiguration(rules);
  }

  private static Rule rule(XmlElement rule) {
    for (var child : rule.children()) {
      if (NOT_IMPLEMENTED.contains(child.name())) {
        throw notImplemented("Lifecycle " + child.name());
      }
    }
    var id = rule.childText("ID").orElse("");
    if (id.length() > ID_CHARS_MAX) {
      throw invalid("ID length should not exceed allowed limit of 255");
    }
    boolean enabled =
        switch (rule.childText("Status").orElse("")) {
          case "Enabled" -> true;
          case "Disabled" -> false;
          default -> throw malformed();
        };
    var filter = filter(rule);
    var expiration = rule.child("Expiration");
    var abort = rule.child("AbortIncompleteMultipartUpload");
    if (expiration.isEmpty() && abort.isEmpty()) {
      throw invalid("At least one action needs to be specified in a rule");
    }
    if (expiration.flatMap(e -> e.child("ExpiredObjectDeleteMarker")).isPresent()) {
      throw notImplemented("Lifecycle ExpiredObjectDeleteMarker");
    }
    var days = expiration.flatMap(e -> e.childText("Days"));
    var date = expiration.flatMap(e -> e.childText("Date"));
    if (expiration.isPresent() && days.isPresent() == date.isPresent()) {
      throw malformed();
    }
    var abortDays =
        abort.map(a -> a.childText("DaysAfterInitiation").orElseThrow(() -> malformed()));
    return new Rule(
        id,
        enabled,
        filter.childText("Prefix").orElse(""),
        bytes(filter, "ObjectSizeGreaterThan"),
        bytes(filter, "ObjectSizeLessThan"),
        days(days),
        date.map(LifecycleConfiguration::midnight),
        days(abortDays));
  }

  /** The element that holds prefix and sizes: Filter, its And, or the rule in the old form. */
  private static XmlElement filter(XmlElement rule) {
    var filter = rule.child("Filter");
    if (filter.isPresent() && rule.child("Prefix").isPresent()) {
      throw malformed();
    }
    if (filter.isEmpty() && rule.child("Prefix").isEmpty()) {
      throw malformed();
    }
    var and = filter.flatMap(element -> element.child("And"));
    if (and.isEmpty() && filter.isPresent() && filter.get().children().size() > 1) {
      throw malformed();
    }
    var chosen = and.or(() -> filter).orElse(rule);
    if (chosen.child("Tag").isPresent()) {
      throw notImplemented("Lifecycle filters by tag");
    }
    return chosen;
  }

  private static OptionalLong bytes(XmlElement filter, String name) {
    var text = filter.childText(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long value = Long.parseLong(text.get().strip());
      if (value >= 0) {
        return OptionalLong.of(value);
      }
    } catch (NumberFormatException none) {
      throw malformed();
    }
    throw invalid("'" + name + "' must not be negative");
  }

  private static OptionalInt days(Optional<String> text) {
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int value = Integer.parseInt(text.get().strip());
      if (value >= 1) {
        return OptionalInt.of(value);
      }
    } catch (NumberFormatException none) {
      throw malformed();
    }
    throw invalid("'Days' in a lifecycle action must be a positive integer");
  }

  private static Instant midnight(String text) {
    Instant date;
    try {
      date =
          text.contains("T")
              ? OffsetDateTime.parse(text.strip()).toInstant()
              : LocalDate.parse(text.strip()).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException none) {
      throw malformed();
    }
    if (!date.equals(date.truncatedTo(ChronoUnit.DAYS))) {
      throw invalid("'Date' must be at midnight GMT");
    }
    return date;
  }

  private static S3Exception malformed() {
    return new S3Exception(S3Error.MalformedXML);
  }

  private static S3Exception invalid(String message) {
    return new S3Exception(S3Error.InvalidArgument, message);
  }

  private static S3Exception notImplemented(String feature) {
    return new S3Exception(S3Error.NotImplemented, "This bucket does not support " + feature);
  }
}
