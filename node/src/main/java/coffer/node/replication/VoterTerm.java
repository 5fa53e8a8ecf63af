package coffer.node.replication;

/**
 * A voter's word that it had not voted in a later term when it gave it.
 *
 * @param voter the id of a {@link LogPeer}
 * @param term that it was in
 */
public record VoterTerm(String voter, long term) {}
