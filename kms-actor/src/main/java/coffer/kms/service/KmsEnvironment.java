package coffer.kms.service;

import coffer.kms.ring.KeyTable;
import java.security.SecureRandom;
import java.time.Clock;

/** What the operations work with. */
record KmsEnvironment(
    KeyTable table,
    Arns arns,
    KeyFinder keys,
    KeyAccess access,
    RingChanges changes,
    SymmetricKeys symmetric,
    MaterialMaker materials,
    SecureRandom random,
    Clock clock) {

  static KmsEnvironment of(
      KeyTable table, MaterialSealer sealer, SecureRandom random, Clock clock, String region) {
    var arns = new Arns(region);
    return new KmsEnvironment(
        table,
        arns,
        new KeyFinder(table, arns),
        new KeyAccess(clock),
        new RingChanges(table),
        new SymmetricKeys(sealer, random),
        new MaterialMaker(sealer, random, clock),
        random,
        clock);
  }
}
