/**
 * What runs behind the prefix of a generator: a POSIX shell, whose script and orders come on its input. Words of a command would have to
 * be quoted differently behind `ssh`, which makes one text of them, and behind `ip netns exec`, which does not.
 *
 * It says first what its vegeta prints as its version. Then it takes orders, one per line: `clock` prints the nanoseconds since 1970;
 * `targets` is followed by so many bytes, and answered; `attack` has the moment to begin, and vegeta's arguments. Targets and results are
 * in files without a name: nothing is sent back while vegeta attacks, and nothing is left when it ends. Results are printed at the end.
 *
 * Its input is its leash: when that closes, because this process or the connection is gone, vegeta is killed.
 */
export const SCRIPT = `
loadgate() {
  set -f
  if command -v vegeta >/dev/null 2>&1
  then printf 'loadgate %s\\n' "$(vegeta -version </dev/null 2>&1 | tr '\\n' ' ')"
  else echo loadgate
  fi
  while read -r word value; do
    case $word in
      clock) date +%s%N ;;
      targets) keep "$value" ;;
      attack) attack $value ;;
    esac
  done
}
keep() {
  file=$(mktemp) && head -c "$1" >"$file" && exec 6<"$file" && rm "$file" || exit 3
  echo kept
}
attack() {
  start=$1
  shift
  file=$(mktemp) && exec 4>"$file" 5<"$file" && rm "$file" || exit 3
  exec 3<&0
  left=$((start - $(date +%s%N)))
  if [ "$left" -gt 0 ]; then sleep "$((left / 1000000000)).$(printf %09d $((left % 1000000000)))"; fi
  vegeta attack "$@" <&6 >&4 &
  attack=$!
  { read -r line <&3; kill -9 $attack; } >/dev/null 2>&1 &
  leash=$!
  wait $attack
  status=$?
  kill $leash 2>/dev/null
  if [ $status -eq 0 ]; then cat <&5; fi
  exit $status
}
loadgate
`

/** What the first line of the script says: vegeta's own words, or null where there is none. Undefined for lines that others printed. */
export function vegetaIn(line: string): string | null | undefined {
  if (line === 'loadgate') return null
  return line.startsWith('loadgate ') ? line.slice('loadgate '.length) : undefined
}
