# Sourced after build.sh: where a node's build is, and how its JVM is started.

# The last that a build makes.
built=$root/node/target/lib/.complete
cache=$root/node/target/coffer.aot
native=$root/node/target/native

# The collector suits a small heap of large, short-lived arrays.
jvm_options=(
  --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow
  --add-opens java.base/jdk.internal.misc=ALL-UNNAMED
  -Xmx512m
  # Half for clients that do not read, 512 KiB each; the rest for Raft logs and other nodes' connections.
  -XX:MaxDirectMemorySize=1280m
  -XX:+UseParallelGC
  # Calls between nodes wait on virtual threads: who finds an answer wakes the one that waits, not another that does.
  -Djdk.pollerMode=1
  -XX:+ExitOnOutOfMemoryError
  "-Dcoffer.data=$root/data"
)

# In one order always: the cache is good for this class path only.
class_path() {
  local jars=("$root"/node/target/node-*.jar "$root"/node/target/lib/*.jar)
  local IFS=:
  echo "${jars[*]}"
}
