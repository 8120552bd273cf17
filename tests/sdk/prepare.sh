# The SDKs that the tests run: what ./dev needs to install them and to compile their clients.
#
# Each prepare_… installs what a list in the folder $lists says, exactly those versions, into a folder
# of $sdks. A second call finds that done. `raise_…` move such a list to the newest versions.
lists=tests/sdk
sdks=build

readonly java_packages=(maven:mvn openjdk-17-jdk-headless:javac)
readonly go_packages=(golang-go:go) rust_packages=(cargo-web:cargo)
readonly go_least=1.24 go_toolchain=1.26.8 rust_least=1.94

# is_prepared FOLDER FILE...: whether the folder was made from files that said the same.
is_prepared() {
  local folder=$1
  shift
  cat "$@" | cmp -s - "$folder/.done"
}

mark_prepared() {
  local folder=$1
  shift
  cat "$@" >"$folder/.done"
}

# is_at_least VERSION LEAST
is_at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -1)" = "$2" ]; }

# prepare_venv FOLDER LIST
prepare_venv() {
  local folder=$sdks/$1 list=$lists/$2
  is_prepared "$folder" "$list" && return
  need "for the Python SDK" "${python_packages[@]}"
  say "installing into $folder: $(grep -v '^#' "$list" | tr '\n' ' ')"
  rm -rf "$folder"
  python3 -m venv "$folder" >&2
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$list" </dev/null >&2
  mark_prepared "$folder" "$list"
}

prepare_python() {
  prepare_venv venv requirements.txt
  prepare_venv aiobotocore python/aiobotocore.txt
}

# Node.js itself is one of the packages, since Debian's is too old for the SDK.
prepare_javascript() {
  local folder=$sdks/js list=$lists/js/package.json lock=$lists/js/package-lock.json
  is_prepared "$folder" "$list" "$lock" && return
  say "installing into $folder: the packages of $lock"
  rm -rf "$folder"
  mkdir -p "$folder"
  cp "$list" "$lock" "$folder"
  npm --prefix "$folder" ci --no-audit --no-fund --loglevel=error </dev/null >&2
  mark_prepared "$folder" "$list" "$lock"
}

prepare_java() {
  local folder=$sdks/java list=$lists/java/pom.xml
  need "to compile the Java client" "${java_packages[@]}"
  if ! is_prepared "$folder" "$list"; then
    say "installing into $folder: the packages of $list"
    rm -rf "$folder"
    mkdir -p "$folder"
    mvn --quiet --batch-mode --file "$list" dependency:copy-dependencies \
      -DoutputDirectory="$PWD/$folder" </dev/null >&2
    mark_prepared "$folder" "$list"
  fi
  javac -Xlint:all -Werror -d "$folder/classes" -cp "$folder/*" "$lists"/java/*.java >&2
}

# Sets `go` to a Go that is new enough. Debian's is too old, but it can fetch a newer one, which is a
# module like any other.
find_go() {
  local folder
  need "to compile the Go client" "${go_packages[@]}"
  go=$(command -v go)
  is_at_least "$(go env GOVERSION | tr -d go)" "$go_least" && return
  say "fetching Go $go_toolchain with $(go version)"
  folder=$(go mod download -json \
    "golang.org/toolchain@v0.0.1-go$go_toolchain.linux-$(go env GOARCH)" </dev/null |
    sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  # Without a folder the next line would change /bin.
  [ -n "$folder" ] || die "go does not say where it has put Go $go_toolchain"
  chmod +x "$folder"/bin/* "$folder"/pkg/tool/*/*
  go=$folder/bin/go
}

prepare_go() {
  find_go
  say "compiling $sdks/go/client"
  (cd "$lists/go" && GOTOOLCHAIN=local CGO_ENABLED=0 "$go" build -mod=readonly \
    -o "$OLDPWD/$sdks/go/client" .) </dev/null >&2
}

# The conformance tests of HTTP/2, a program of Go whose module has a list of its own.
prepare_h2spec() {
  local folder=build/h2spec list=tests/sdk/h2spec/go.mod
  is_prepared "$folder" "$list" && return
  find_go
  say "compiling $folder/h2spec"
  (cd tests/sdk/h2spec && GOTOOLCHAIN=local CGO_ENABLED=0 "$go" build -mod=readonly \
    -o "$OLDPWD/$folder/h2spec" github.com/summerwind/h2spec/cmd/h2spec) </dev/null >&2
  mark_prepared "$folder" "$list"
}

need_rust() {
  need "to compile the Rust client" "${rust_packages[@]}"
  is_at_least "$(cargo --version | cut -d ' ' -f 2)" "$rust_least" ||
    die "the Rust client needs Rust $rust_least or newer (Debian's package cargo-web); here is $(cargo --version)"
}

# The list of the packages has no place to fetch them from: cargo knows its own, and the checksums say
# what has to come from there. Both lists compile into one folder, so that what they share is compiled
# once.
prepare_rust() {
  local folder=$sdks/rust/package
  need_rust
  say "compiling $sdks/rust/client"
  make_rust_package "$folder"
  awk -v place="$(grep -m1 '^source = ' "$folder/Cargo.lock")" \
    '/^checksum = / { print place } { print }' "$lists/rust/packages.lock" >"$folder/locked"
  mv "$folder/locked" "$folder/Cargo.lock"
  cargo build --quiet --locked --manifest-path "$folder/Cargo.toml" \
    --target-dir build/rust-target </dev/null >&2
  cp build/rust-target/debug/client "$sdks/rust/client"
}

# make_rust_package FOLDER: the client, with the newest versions locked.
make_rust_package() {
  rm -rf "$1"
  mkdir -p "$1"
  cp -r "$lists"/rust/{Cargo.toml,src} "$1"
  cargo generate-lockfile --quiet --manifest-path "$1/Cargo.toml" </dev/null >&2
}

readonly sdk_languages=(python javascript java go rust)

prepare_sdks() {
  local language
  for language in "${sdk_languages[@]}"; do "prepare_$language"; done
}

# Tries them all, and sets `failed` to 1 where one could not be had. What stops at its first error has
# to run in a process of its own, and neither this function nor those may stand before || or &&.
prepare_newest_sdks() {
  local language
  failed=0
  for language in "${sdk_languages[@]}"; do
    {
      "raise_$language"
      "prepare_$language"
    } &
    wait $! || {
      say "the newest SDK for $language could not be installed"
      failed=1
    }
  done
}

# raise_pins LIST NAME...: to the newest versions that fit each other.
raise_pins() {
  local list=$1
  shift
  build/venv/bin/python -m pip install --quiet --disable-pip-version-check --dry-run \
    --ignore-installed --report "$list.report" "$@" </dev/null >&2
  build/venv/bin/python -B tests/sdk/raise_pins.py "$list" "$list.report" "$@"
}

raise_python() {
  raise_pins "$lists/requirements.txt" boto3 botocore awscli
  raise_pins "$lists/python/aiobotocore.txt" aiobotocore botocore
}

raise_javascript() {
  npm --prefix "$lists/js" install --package-lock-only --save-exact --no-audit --no-fund \
    --omit-lockfile-registry-resolved --loglevel=error @aws-sdk/client-bedrock-agent@latest \
    @aws-sdk/client-bedrock-agent-runtime@latest @smithy/node-http-handler@latest </dev/null >&2
}

raise_java() {
  need "to compile the Java client" "${java_packages[@]}"
  mvn --quiet --batch-mode --file "$lists/java/pom.xml" versions:use-latest-releases \
    -DgenerateBackupPoms=false </dev/null >&2
}

raise_go() {
  find_go
  (cd "$lists/go" && GOTOOLCHAIN=local "$go" get -u . && GOTOOLCHAIN=local "$go" mod tidy) </dev/null >&2
}

raise_rust() {
  need_rust
  make_rust_package "$sdks/rust/package"
  grep -v -e '^source = ' -e '^#' "$sdks/rust/package/Cargo.lock" >"$lists/rust/packages.lock"
}
