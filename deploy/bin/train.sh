# Sourced by prepare, after jvm.sh, with java_home set: makes the ahead-of-time cache.

# train CACHE: runs the first two nodes of a cluster for a moment, with some requests where curl is at hand. The
# JVM keeps the first one's classes, linked, and what it has learnt about its methods in the file, and later
# starts, a lone node's as well, take half the time. Without the file everything works as well.
train() (
  set +e
  cache=$1
  scratch=$(mktemp -d)
  trap 'kill -KILL $(jobs -p); wait; rm -rf "$scratch" "$cache.new"' EXIT
  exec 2> "$scratch/errors"
  unset COFFER_ROOT_PASSPHRASE COFFER_ROOT_ACCESS_KEY_ID COFFER_ROOT_SECRET_ACCESS_KEY COFFER_REGION COFFER_JOIN_TOKEN
  # Below the ports that a system gives out by itself.
  port=$((20000 + RANDOM % 10000))

  (node init --data "$scratch/1" --cluster-host 127.0.0.1 --cluster-port $port > "$scratch/init") || exit
  # So many that the second compiler compiles cipher and digests now, and therefore soon at later starts.
  node -XX:AOTCacheOutput="$cache.new" -Dcoffer.warming-rounds=50000 serve --data "$scratch/1" --port 0 > "$scratch/1.out" &
  first=$!
  await_ready "$scratch/1.out" $first || exit
  COFFER_JOIN_TOKEN=$(sed -n 's/^token //p' "$scratch/init") \
    node serve --data "$scratch/2" --port 0 --cluster-host 127.0.0.1 --cluster-port $((port + 10)) \
    --join 127.0.0.1:$port --cluster-id "$(sed -n 's/^cluster //p' "$scratch/init")" > "$scratch/2.out" &
  await_ready "$scratch/2.out" $! &&
    ask "$scratch/1/root-credentials" "$(url "$scratch/1.out")" "$(url "$scratch/2.out")" > "$scratch/answers"
  kill -TERM $first
  wait $first && mv -f "$cache.new" "$cache"
)

# In place of the shell: for subshells. node [JVM OPTION...] ARGUMENT...
node() {
  local options=()
  while [[ "$1" == -* ]]; do
    options+=("$1")
    shift
  done
  exec "$java_home/bin/java" "${jvm_options[@]}" "${options[@]}" -cp "$(class_path)" coffer.node.Main "$@"
}

await_ready() {
  local _
  for _ in {1..300}; do
    ! grep -qs '^coffer ready' "$1" || return 0
    kill -0 "$2" || return 1
    sleep 0.1
  done
  return 1
}

url() {
  sed -n 's/^coffer ready //p' "$1"
}

# ask CREDENTIALS URL...: writes and reads small objects in both kinds of bucket.
ask() {
  local url bucket credentials=$1
  command -v curl > /dev/null || return 0
  # shellcheck disable=SC1090
  . "$credentials"
  shift
  signed -X PUT "$1/training"
  signed -X PUT --data "$directory" "$1/training--zone1-az1--x-s3"
  for bucket in training training--zone1-az1--x-s3; do
    for url in "$@"; do
      signed -X PUT --data-binary "@$credentials" "$url/$bucket/key-[1-$requests]"
      signed "$url/$bucket/key-[1-$requests]"
    done
  done
}

requests=1000
directory='<CreateBucketConfiguration><Location><Type>AvailabilityZone</Type><Name>zone1-az1</Name></Location><Bucket>
  <Type>Directory</Type><DataRedundancy>SingleAvailabilityZone</DataRedundancy></Bucket></CreateBucketConfiguration>'

signed() {
  curl --silent --parallel --parallel-max 8 --max-time 20 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" --aws-sigv4 aws:amz:us-east-1:s3 \
    --header 'x-amz-content-sha256: UNSIGNED-PAYLOAD' "$@"
}
