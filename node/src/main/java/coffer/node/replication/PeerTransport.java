package coffer.node.replication;

import java.net.InetSocketAddress;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * How voters reach each other: gRPC with mutual TLS, and nothing else.
 *
 * @param address where this node listens: loopback or a private address
 * @param keyManager this node's certificate and key
 * @param trustManager accepts the cluster's own authority only
 */
public record PeerTransport(
    InetSocketAddress address, KeyManager keyManager, TrustManager trustManager) {}
