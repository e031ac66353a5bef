import { execFile } from 'node:child_process'

/** `glibc 2.36` or `musl 1.2.4`, of this machine; `unknown` where `ldd` tells neither. */
export async function libc(): Promise<string> {
  return libcIn(await said('ldd', ['--version']))
}

/** What `ldd --version` prints: glibc on stdout, musl on stderr. */
export function libcIn(text: string): string {
  const musl = /^musl libc[^\n]*\n\s*Version (\d[\w.]*)/m.exec(text)?.[1]
  if (musl !== undefined) return `musl ${musl}`
  const glibc = /^ldd \(.*\) (\d+\.\d+)$/m.exec(text)?.[1]
  return glibc === undefined ? 'unknown' : `glibc ${glibc}`
}

function said(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) =>
    execFile(program, args, { timeout: 10_000 }, (_error, stdout, stderr) => resolve(`${stdout}\n${stderr}`)),
  )
}
