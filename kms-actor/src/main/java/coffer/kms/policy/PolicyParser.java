package coffer.kms.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the JSON policy language into statements. */
final class PolicyParser {
  private static final int STATEMENTS_MAX = 500;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxNumberLength(32)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");
  private static final Set<String> ELEMENTS =
      Set.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");

  private PolicyParser() {}

  static List<Statement> parse(String json) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new PolicySyntaxException("Syntax errors in policy: not well-formed JSON");
    }
    requireObject(root, "Policy");
    requireOnly(root, Set.of("Version", "Id", "Statement"), "policy");
    var version = root.get("Version");
    if (version != null && !(version.isTextual() && VERSIONS.contains(version.textValue()))) {
      throw new PolicySyntaxException("Version must be 2012-10-17 or 2008-10-17");
    }
    if (root.has("Id") && !root.get("Id").isTextual()) {
      throw new PolicySyntaxException("Id must be a string");
    }
    var statements = elements(root.get("Statement"), "Statement");
    if (statements.size() > STATEMENTS_MAX) {
      throw new PolicySyntaxException("Policy has more than " + STATEMENTS_MAX + " statements");
    }
    return statements.stream().map(PolicyParser::statement).toList();
  }

  private static Statement statement(JsonNode node) {
    requireObject(node, "Statement");
    requireOnly(node, ELEMENTS, "statement");
    var sid = node.get("Sid");
    if (sid != null && !sid.isTextual()) {
      throw new PolicySyntaxException("Sid must be a string");
    }
    var effect = node.path("Effect").asText("");
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      throw new PolicySyntaxException("Effect must be Allow or Deny");
    }
    boolean notActions = exactlyOne(node, "Action", "NotAction");
    boolean notResources = exactlyOne(node, "Resource", "NotResource");
    var actions = strings(node.get(notActions ? "NotAction" : "Action"), "Action");
    for (var action : actions) {
      if (!action.equals("*") && !action.matches("[A-Za-z0-9-]{1,64}:[A-Za-z0-9*?]{1,128}")) {
        throw new PolicySyntaxException("Action is invalid: " + shown(action));
      }
    }
    var resources = strings(node.get(notResources ? "NotResource" : "Resource"), "Resource");
    for (var resource : resources) {
      if (!resource.equals("*") && !resource.startsWith("arn:")) {
        throw new PolicySyntaxException("Resource must be an ARN or *: " + shown(resource));
      }
    }
    return new Statement(
        Optional.ofNullable(sid).map(JsonNode::textValue),
        effect.equals("Allow"),
        principal(node, effect.equals("Allow")),
        notActions,
        actions,
        notResources,
        resources,
        node.has("Condition") ? conditions(node.get("Condition")) : List.of());
  }

  private static Optional<PrincipalPattern> principal(JsonNode node, boolean allow) {
    if (!node.has("Principal") && !node.has("NotPrincipal")) {
      return Optional.empty();
    }
    boolean negated = exactlyOne(node, "Principal", "NotPrincipal");
    if (negated && allow) {
      throw new PolicySyntaxException("Allow with NotPrincipal is not allowed");
    }
    return Optional.of(
        PrincipalParser.parse(node.get(negated ? "NotPrincipal" : "Principal"), negated));
  }

  private static List<Condition> conditions(JsonNode node) {
    requireObject(node, "Condition");
    var conditions = new ArrayList<Condition>();
    for (var entry : node.properties()) {
      var name = entry.getKey();
      var quantifier = Condition.Quantifier.SINGLE;
      if (name.regionMatches(true, 0, "ForAnyValue:", 0, 12)) {
        quantifier = Condition.Quantifier.ANY_VALUE;
        name = name.substring(12);
      } else if (name.regionMatches(true, 0, "ForAllValues:", 0, 13)) {
        quantifier = Condition.Quantifier.ALL_VALUES;
        name = name.substring(13);
      }
      boolean ifExists = name.toLowerCase(Locale.ROOT).endsWith("ifexists");
      var bare = ifExists ? name.substring(0, name.length() - "IfExists".length()) : name;
      var operator =
          ConditionOperator.named(bare)
              .filter(found -> !(ifExists && found == ConditionOperator.Null))
              .orElseThrow(
                  () ->
                      new PolicySyntaxException(
                          "Invalid Condition type : " + shown(entry.getKey())));
      requireObject(entry.getValue(), "Condition");
      for (var test : entry.getValue().properties()) {
        var values = strings(test.getValue(), "Condition");
        for (var value : values) {
          if (!operator.accepts(value)) {
            throw new PolicySyntaxException(
                "Condition value is invalid for " + operator + ": " + shown(value));
          }
        }
        conditions.add(
            new Condition(
                operator, quantifier, ifExists, test.getKey().toLowerCase(Locale.ROOT), values));
      }
    }
    return conditions;
  }

  /** One string, number or Boolean, or a list of them; never empty. */
  static List<String> strings(JsonNode node, String element) {
    var values = new ArrayList<String>();
    for (var value : elements(node, element)) {
      if (!value.isValueNode() || value.isNull()) {
        throw new PolicySyntaxException(element + " must hold strings");
      }
      var text = value.asText();
      if (text.contains("${")) {
        throw new PolicySyntaxException("Policy variables are not supported: " + shown(text));
      }
      values.add(text);
    }
    return values;
  }

  private static List<JsonNode> elements(@Nullable JsonNode node, String element) {
    if (node == null || node.isNull()) {
      throw new PolicySyntaxException("Missing required field " + element);
    }
    var all = new ArrayList<JsonNode>();
    if (node.isArray()) {
      node.forEach(all::add);
    } else {
      all.add(node);
    }
    if (all.isEmpty()) {
      throw new PolicySyntaxException(element + " must not be empty");
    }
    return all;
  }

  /** Whether it is the second, negated, of the two elements that the statement has. */
  private static boolean exactlyOne(JsonNode node, String plain, String negated) {
    if (node.has(plain) == node.has(negated)) {
      throw new PolicySyntaxException(
          "A statement needs exactly one of " + plain + " and " + negated);
    }
    return node.has(negated);
  }

  static void requireObject(@Nullable JsonNode node, String element) {
    if (node == null || !node.isObject()) {
      throw new PolicySyntaxException(element + " must be a JSON object");
    }
  }

  private static void requireOnly(JsonNode node, Set<String> known, String where) {
    for (var entry : node.properties()) {
      if (!known.contains(entry.getKey())) {
        throw new PolicySyntaxException("Unknown field " + shown(entry.getKey()) + " in " + where);
      }
    }
  }

  static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }
}
