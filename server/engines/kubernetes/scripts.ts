/** Shell scripts for `sh -c` in a job's container; `$1` and on are what the caller gives after the name. */

/**
 * Sends the signal `$1` to the job's own first process: the oldest of those whose parent is outside of the pod, which
 * execs have in common with it.
 */
export const SIGNAL_MAIN = `
oldest= main=
for file in /proc/[0-9]*/stat; do
  { read -r line < "$file"; } 2>/dev/null || continue
  pid=\${line%% *} rest=\${line##*) }
  set -- "$1" $rest
  [ "$3" = 0 ] && [ "$pid" != 1 ] && [ "$pid" != $$ ] || continue
  if [ -z "$oldest" ] || [ "\${21}" -lt "$oldest" ]; then oldest=\${21} main=$pid; fi
done
kill -s "$1" "$main"`;

/** Sends the signal `$1` to every process of the pod but the first, which is Kubernetes' own, and this one. */
export const SIGNAL_ALL = `kill -s "$1" -1 2>/dev/null || :`;

/** Becomes the words behind `$3`, on a terminal of \`$3\` columns and \`$2\` rows, known by the mark \`$1\`. */
export const RUN_MARKED = `
JOBDECK_EXEC=$1
export JOBDECK_EXEC
[ -z "$2" ] || stty rows "$2" cols "$3" 2>/dev/null
shift 3
exec "$@"`;

/** Ends every process with the mark \`$1\`, until none is left. */
export const END_MARKED = `
while :; do
  found=
  for file in /proc/[0-9]*/environ; do
    pid=\${file#/proc/} pid=\${pid%/environ}
    [ "$pid" = $$ ] && continue
    if grep -qs "JOBDECK_EXEC=$1" "$file"; then found=1; kill -s KILL "$pid" 2>/dev/null; fi
  done
  [ -z "$found" ] && exit 0
done`;

/** Says whether something listens on the TCP port whose four hexadecimal digits are \`$1\`: ends with 0 or 1. */
export const IS_LISTENING = `
for file in /proc/net/tcp /proc/net/tcp6; do
  while read -r slot local remote state rest; do
    case "$local:$state" in *:"$1":0A) exit 0 ;; esac
  done < "$file"
done 2>/dev/null
exit 1`;

/** The words that run a script with \`sh\`. */
export const shell = (script: string, ...words: string[]): string[] => ["sh", "-c", script, "jobdeck", ...words];
