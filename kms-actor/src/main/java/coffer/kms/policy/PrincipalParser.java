package coffer.kms.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the {@code Principal} element: {@code "*"} or {@code {"AWS": one or a list}}. */
final class PrincipalParser {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ROOT = Pattern.compile("arn:aws[a-z-]*:iam::([0-9]{12}):root");
  private static final Pattern IDENTITY =
      Pattern.compile("arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:[A-Za-z0-9-]{1,32}/[^*?]{1,512}");

  private PrincipalParser() {}

  static PrincipalPattern parse(JsonNode node, boolean negated) {
    if (node.isTextual() && node.textValue().equals("*")) {
      return new PrincipalPattern(negated, true, List.of(), List.of());
    }
    if (!node.isObject() || node.isEmpty()) {
      throw new PolicySyntaxException("Principal must be \"*\" or an object");
    }
    boolean anyone = false;
    var accounts = new ArrayList<String>();
    var arns = new ArrayList<String>();
    for (var entry : node.properties()) {
      var values = PolicyParser.strings(entry.getValue(), "Principal");
      switch (entry.getKey()) {
        case "AWS" -> {
          for (var value : values) {
            var root = ROOT.matcher(value);
            if (value.equals("*")) {
              anyone = true;
            } else if (ACCOUNT.matcher(value).matches()) {
              accounts.add(value);
            } else if (root.matches()) {
              accounts.add(root.group(1));
            } else if (IDENTITY.matcher(value).matches()) {
              arns.add(value);
            } else {
              throw new PolicySyntaxException(
                  "Invalid principal in policy: " + PolicyParser.shown(value));
            }
          }
        }
        // Services and federations are never callers here: understood, and matching nobody.
        case "Service", "Federated", "CanonicalUser" -> {}
        default ->
            throw new PolicySyntaxException(
                "Invalid principal in policy: " + PolicyParser.shown(entry.getKey()));
      }
    }
    return new PrincipalPattern(negated, anyone, accounts, arns);
  }
}
