package coffer.kms.wycheproof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Reads the Wycheproof files among the test resources. */
public final class Vectors {
  private Vectors() {}

  /**
   * One test vector.
   *
   * @param group the fields that it shares with others
   */
  public record Vector(JsonNode group, JsonNode test) {

    public byte[] bytes(String field) {
      return HexFormat.of().parseHex(test.get(field).asText());
    }

    public int number(String field) {
      return test.get(field).asInt();
    }

    public int groupNumber(String field) {
      return group.get(field).asInt();
    }

    /** {@code valid}, {@code invalid} or {@code acceptable}. */
    public String result() {
      return test.get("result").asText();
    }

    public Set<String> flags() {
      Set<String> flags = new HashSet<>();
      test.get("flags").forEach(flag -> flags.add(flag.asText()));
      return flags;
    }

    public boolean isValid() {
      return result().equals("valid");
    }

    @Override
    public String toString() {
      return "tcId " + test.get("tcId").asInt() + " " + test.get("comment").asText();
    }
  }

  public static List<Vector> of(String file) {
    try (InputStream in =
        Objects.requireNonNull(Vectors.class.getResourceAsStream("/wycheproof/" + file), file)) {
      JsonNode root = new ObjectMapper().readTree(in);
      List<Vector> vectors = new ArrayList<>();
      for (JsonNode group : root.get("testGroups")) {
        group.get("tests").forEach(test -> vectors.add(new Vector(group, test)));
      }
      if (vectors.size() != root.get("numberOfTests").asInt()) {
        throw new IllegalStateException(file + " is not complete");
      }
      return vectors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
