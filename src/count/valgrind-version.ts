/** Older ones are refused. Of those that are not, only 3.19 was tried: an answer that is not understood is `not counted`. */
export const OLDEST = [3, 16] as const

/** `3.19.0` of `valgrind-3.19.0`, also of `valgrind-3.25.1.GIT`; null for any other text. */
export function versionIn(text: string): string | null {
  return /^valgrind-(\d+\.\d+(?:\.\d+)?)/.exec(text.trim())?.[1] ?? null
}

export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
}

/** How valgrind is installed on the Linux that /etc/os-release describes; all that are known where it is none of them. */
export function installCommand(osRelease: string): string {
  const words = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((match) => match[1]!.split(' '))
  const fits = Object.entries(INSTALL).find(([, { of }]) => of.some((name) => words.includes(name)))
  return fits === undefined
    ? Object.values(INSTALL)
        .map(({ command }) => `\`${command}\``)
        .join(', ')
    : `\`${fits[1].command}\``
}

const INSTALL = {
  apt: { command: 'sudo apt-get install valgrind', of: ['debian', 'ubuntu'] },
  dnf: { command: 'sudo dnf install valgrind', of: ['fedora', 'rhel', 'centos'] },
  apk: { command: 'sudo apk add valgrind musl-dbg', of: ['alpine'] },
} as const
