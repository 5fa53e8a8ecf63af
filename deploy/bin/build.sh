# Sourced by coffer and bench: finds the JDK and builds what is older than its sources.
# Sets root, the checkout. The caller's name stands in front of messages.

root=$(cd -P -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd)

fail() {
  echo "$(basename -- "$0"): $*" >&2
  exit 1
}

# Pekko 1.7 needs sun.misc.Unsafe, which the JDKs after 25 take away.
is_jdk_25() {
  [[ -x "$1/bin/java" && -r "$1/release" ]] && grep -q '^JAVA_VERSION="25[".]' "$1/release"
}

find_jdk() {
  local candidate cache=${HOME:-/nonexistent}/.m2/discovered-jdk-toolchains-cache.xml
  if [[ -n "${COFFER_JAVA_HOME:-}" ]]; then
    is_jdk_25 "$COFFER_JAVA_HOME" || fail "COFFER_JAVA_HOME is not a JDK 25: $COFFER_JAVA_HOME"
    echo "$COFFER_JAVA_HOME"
    return
  fi
  while read -r candidate; do
    if [[ -n "$candidate" ]] && is_jdk_25 "$candidate"; then
      echo "$candidate"
      return
    fi
  done < <(
    echo "${JAVA_HOME:-}"
    printf '%s\n' /usr/lib/jvm/*25*
    [[ -r "$cache" ]] && sed -n 's|.*<jdkHome>\(.*\)</jdkHome>.*|\1|p' "$cache"
  )
  fail "no JDK 25 found; set COFFER_JAVA_HOME"
}

# is_built MARK MODULE...: whether the mark exists and no source of the modules is newer.
is_built() {
  local mark=$1 module newer sources=("$root/pom.xml")
  shift
  [[ -e "$mark" ]] || return 1
  for module in "$@"; do
    sources+=("$root/$module/pom.xml" "$root/$module/src/main")
  done
  newer=$(find "${sources[@]}" -newer "$mark" -print -quit)
  [[ -z "$newer" ]]
}

# build MODULE: packages a module and those that it needs, with its libraries in target/lib.
build() {
  command -v mvn > /dev/null || fail "mvn is needed to build, and was not found"
  echo "$(basename -- "$0"): building"
  rm -rf "$root/$1/target/lib"
  (cd "$root" && mvn -q -B -Dstyle.color=never -DskipTests -pl "$1" -am package) || fail "the build failed"
}
