package coffer.kms.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A KMS key as it is stored.
 *
 * @param account twelve digits
 * @param keyId a UUID
 * @param awsManaged whether Coffer made it for a service ({@code aws/s3}); such a key cannot be
 *     changed by its account
 * @param createdMillis milliseconds since 1970, UTC; so are all times here
 * @param deletionMillis when it is to be destroyed; null unless pending deletion
 * @param deletionWindowDays the waiting time that was asked for; 0 unless pending deletion
 * @param policy the key policy, as JSON
 * @param rotation the automatic rotation
 * @param materials oldest first; the last one encrypts, all decrypt
 */
public record KeyRecord(
    String account,
    String keyId,
    String arn,
    boolean awsManaged,
    KeyState state,
    KeySpec spec,
    KeyUsage usage,
    String description,
    long createdMillis,
    @Nullable Long deletionMillis,
    int deletionWindowDays,
    String policy,
    Rotation rotation,
    List<KeyMaterial> materials,
    Map<String, String> tags) {

  /** Days between automatic rotations when none were given. */
  public static final int ROTATION_PERIOD_DAYS_DEFAULT = 365;

  /**
   * @param nextMillis when the next automatic rotation is due; 0 when it is off
   */
  public record Rotation(boolean enabled, int periodDays, long nextMillis) {
    public static final Rotation OFF = new Rotation(false, ROTATION_PERIOD_DAYS_DEFAULT, 0);
  }

  public KeyRecord {
    materials = List.copyOf(materials);
    tags = Map.copyOf(tags);
  }

  /** The material that encrypts. */
  public KeyMaterial current() {
    return materials.getLast();
  }

  public Optional<KeyMaterial> material(String id) {
    return materials.stream().filter(material -> material.id().equals(id)).findFirst();
  }

  public KeyRecord withState(KeyState changed) {
    return with(changed, description, null, 0, policy, rotation, materials, tags);
  }

  public KeyRecord pendingDeletion(long atMillis, int windowDays) {
    return with(
        KeyState.PENDING_DELETION,
        description,
        atMillis,
        windowDays,
        policy,
        rotation,
        materials,
        tags);
  }

  public KeyRecord withDescription(String changed) {
    return with(
        state, changed, deletionMillis, deletionWindowDays, policy, rotation, materials, tags);
  }

  public KeyRecord withPolicy(String changed) {
    return with(
        state, description, deletionMillis, deletionWindowDays, changed, rotation, materials, tags);
  }

  public KeyRecord withRotation(Rotation changed) {
    return with(
        state, description, deletionMillis, deletionWindowDays, policy, changed, materials, tags);
  }

  /** The same key with a new current material. */
  public KeyRecord rotatedTo(KeyMaterial next) {
    var more = new ArrayList<>(materials);
    more.add(next);
    return with(
        state, description, deletionMillis, deletionWindowDays, policy, rotation, more, tags);
  }

  public KeyRecord withTags(Map<String, String> changed) {
    return with(
        state,
        description,
        deletionMillis,
        deletionWindowDays,
        policy,
        rotation,
        materials,
        changed);
  }

  private KeyRecord with(
      KeyState state,
      String description,
      @Nullable Long deletionMillis,
      int deletionWindowDays,
      String policy,
      Rotation rotation,
      List<KeyMaterial> materials,
      Map<String, String> tags) {
    return new KeyRecord(
        account,
        keyId,
        arn,
        awsManaged,
        state,
        spec,
        usage,
        description,
        createdMillis,
        deletionMillis,
        deletionWindowDays,
        policy,
        rotation,
        materials,
        tags);
  }

  @Override
  public String toString() {
    return "KeyRecord[" + arn + ", " + state + "]";
  }
}
