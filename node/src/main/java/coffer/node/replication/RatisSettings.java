package coffer.node.replication;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** How Ratis is driven. Durable by default: an append is acknowledged after its fsync. */
final class RatisSettings {
  /** Entries between two snapshots; a restart replays at most about this many. */
  static final long SNAPSHOT_ENTRIES = 20_000;

  /** Kept in the log behind a snapshot, where there are followers. */
  static final long PRESERVED_ENTRIES = 2_000;

  private RatisSettings() {}

  static RaftProperties properties(Path directory, Optional<PeerTransport> transport) {
    var properties = new RaftProperties();
    // Both default to the temporary folder.
    RaftServerConfigKeys.setStorageDir(properties, List.of(directory.toFile()));
    RaftServerConfigKeys.setRemovedGroupsDir(properties, directory.resolve("removed").toFile());
    // A disk that filled up must not keep the node from starting, and serving reads.
    RaftServerConfigKeys.setStorageFreeSpaceMin(properties, SizeInBytes.ONE_KB);
    // Whoever was stopped for a minute goes on afterwards; by default the server closes for good.
    RaftServerConfigKeys.setCloseThreshold(properties, TimeDuration.valueOf(365, TimeUnit.DAYS));

    // The default of 1 ms is slept between two appends to a follower.
    Log.Appender.setWaitTimeMin(properties, TimeDuration.ZERO);
    Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf("4MB"));
    // Direct memory of each group; must exceed the appender's limit by 8 bytes.
    Log.setWriteBufferSize(properties, SizeInBytes.valueOf("4160KB"));
    // One fsync for an entry instead of two; only the commit index after a restart is known later.
    Log.setLogMetadataEnabled(properties, false);
    // May acknowledge what a failed force did not write.
    Log.setAsyncFlushEnabled(properties, false);
    Log.setUnsafeFlushEnabled(properties, false);
    Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("16MB"));
    Log.setPreallocatedSize(properties, SizeInBytes.valueOf("4MB"));
    Log.setSegmentCacheNumMax(properties, 2);
    Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf("32MB"));

    Snapshot.setAutoTriggerEnabled(properties, true);
    Snapshot.setAutoTriggerThreshold(properties, SNAPSHOT_ENTRIES);
    Snapshot.setTriggerWhenStopEnabled(properties, true);
    Snapshot.setTriggerWhenRemoveEnabled(properties, false);
    // Otherwise a dead follower pins the log.
    Log.setPurgeUptoSnapshotIndex(properties, true);
    Log.setPurgeGap(properties, 1024);
    // Calls are made once, in this process: nothing is ever looked up in the retry cache.
    RaftServerConfigKeys.RetryCache.setExpiryTime(
        properties, TimeDuration.valueOf(1, TimeUnit.SECONDS));
    if (transport.isPresent()) {
      votersOfSeveral(properties, transport.get());
    } else {
      loneVoter(properties);
    }
    return properties;
  }

  private static void loneVoter(RaftProperties properties) {
    RaftConfigKeys.Rpc.setType(properties, new LoneVoterRpc());
    // Nobody else can win: elect at once.
    electionBetween(properties, 10, 20);
    RaftServerConfigKeys.LeaderElection.setPreVote(properties, false);
  }

  private static void votersOfSeveral(RaftProperties properties, PeerTransport transport) {
    RaftConfigKeys.Rpc.setType(properties, new MutualTlsRpc());
    GrpcConfigKeys.Server.setHost(properties, transport.address().getAddress().getHostAddress());
    GrpcConfigKeys.Server.setPort(properties, transport.address().getPort());
    // Its threads are gRPC's own, at most two for each core: pools of ours take 2 s each to close.
    electionBetween(properties, 500, 1000);
    // States are fetched from the leader by LogGroup.SnapshotSource.
    Log.Appender.setInstallSnapshotEnabled(properties, false);
    // A follower that was away for a moment goes on from the log.
    Log.setPurgePreservationLogNum(properties, PRESERVED_ENTRIES);
    // Else a leader that lost its quorum leaves the next election to others for 10 s, who may not
    // have all of its entries.
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
        properties, TimeDuration.valueOf(2, TimeUnit.SECONDS));
    // A new member that answers nothing for so long is not taken in; 3 s is little for a cold JVM.
    RaftServerConfigKeys.setStagingTimeout(properties, TimeDuration.valueOf(8, TimeUnit.SECONDS));
    // Peers come back at any time: the default grows to 5 s.
    Log.Appender.setRetryPolicy(properties, "10ms,5, 100ms,10, 500ms,1000000");
  }

  private static void electionBetween(RaftProperties properties, long min, long max) {
    var shortest = TimeDuration.valueOf(min, TimeUnit.MILLISECONDS);
    var longest = TimeDuration.valueOf(max, TimeUnit.MILLISECONDS);
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, shortest);
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, longest);
    RaftServerConfigKeys.Rpc.setTimeoutMin(
        properties, TimeDuration.valueOf(Math.max(min, 100), TimeUnit.MILLISECONDS));
    RaftServerConfigKeys.Rpc.setTimeoutMax(
        properties, TimeDuration.valueOf(Math.max(max, 200), TimeUnit.MILLISECONDS));
    RaftServerConfigKeys.Rpc.setSleepTime(properties, shortest);
  }

  static Parameters parameters(
      Optional<PeerTransport> transport, Followers followers, PeerAddresses addresses) {
    var parameters = new Parameters();
    parameters.put(Followers.KEY, followers, Followers.class);
    parameters.put(PeerAddresses.KEY, addresses, PeerAddresses.class);
    transport.ifPresent(
        peer ->
            GrpcConfigKeys.TLS.setConf(
                parameters, new GrpcTlsConfig(peer.keyManager(), peer.trustManager(), true)));
    return parameters;
  }
}
