package coffer.kms.service;

import coffer.kms.ring.KeyMaterial;
import coffer.kms.ring.KeyRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The rotations that a key has been through, oldest first; with all materials on request. */
final class ListKeyRotations
    implements KmsOperation<ListKeyRotations.Request, ListKeyRotations.Response> {
  private static final String ROTATIONS_ONLY = "ROTATIONS_ONLY";
  private static final List<String> INCLUDES = List.of(ROTATIONS_ONLY, "ALL_KEY_MATERIAL");

  private final KmsEnvironment kms;

  ListKeyRotations(KmsEnvironment kms) {
    this.kms = kms;
  }

  record Request(
      @Nullable String keyId,
      @Nullable Integer limit,
      @Nullable String marker,
      @Nullable String includeKeyMaterial)
      implements KmsRequest {
    @Override
    public Map<String, Object> shown() {
      return new Shown()
          .with("keyId", keyId)
          .with("limit", limit)
          .with("includeKeyMaterial", includeKeyMaterial)
          .map();
    }
  }

  /** The answer. */
  record Response(List<Entry> rotations, @Nullable String nextMarker, boolean truncated) {}

  @Override
  public Class<Request> requestType() {
    return Request.class;
  }

  @Override
  public CompletionStage<Response> perform(Request request, KmsCall call) {
    var keyId = Constraints.keyId(request.keyId(), "keyId");
    int limit = Constraints.range(request.limit(), 100, "limit", 1, 1000);
    var include =
        Constraints.oneOf(
            request.includeKeyMaterial(), ROTATIONS_ONLY, "includeKeyMaterial", INCLUDES);
    var key = kms.keys().findById(keyId, call).value();
    kms.access().require("kms:ListKeyRotations", key, call);
    KeyStateRules.requireRotatable(key);
    var entries = new ArrayList<Entry>();
    for (var material : key.materials()) {
      if (material.origin() != KeyMaterial.Origin.FIRST || !include.equals(ROTATIONS_ONLY)) {
        entries.add(Entry.of(key, material));
      }
    }
    // Positions as names: their order is the list order.
    var page =
        Page.of(
            entries, entry -> "%06d".formatted(entries.indexOf(entry)), limit, request.marker());
    return CompletableFuture.completedFuture(
        new Response(page.items(), page.nextMarker(), page.truncated()));
  }

  record Entry(
      String keyId,
      String keyMaterialId,
      String keyMaterialState,
      @Nullable Instant rotationDate,
      @Nullable String rotationType) {
    static Entry of(KeyRecord key, KeyMaterial material) {
      boolean first = material.origin() == KeyMaterial.Origin.FIRST;
      return new Entry(
          key.keyId(),
          material.id(),
          material.id().equals(key.current().id()) ? "CURRENT" : "NON_CURRENT",
          first ? null : Instant.ofEpochMilli(material.createdMillis()),
          first ? null : material.origin().name());
    }
  }
}
