/** What a thread waits for in a system call. `work`: for whatever comes next, on a connection or in a queue. */
export type Sleep = 'timer' | 'network' | 'file' | 'lock' | 'process' | 'work' | 'unknown'

type Call = { readonly name: string; readonly x64: number | null; readonly arm64: number | null; readonly sleep: Sleep }

/**
 * The calls of Linux that a thread can sleep in for long, with their numbers by architecture (arch/x86/entry/syscalls/syscall_64.tbl,
 * include/uapi/asm-generic/unistd.h).
 */
const CALLS: readonly Call[] = [
  { name: 'read', x64: 0, arm64: 63, sleep: 'network' },
  { name: 'poll', x64: 7, arm64: null, sleep: 'network' },
  { name: 'pread64', x64: 17, arm64: 67, sleep: 'file' },
  { name: 'select', x64: 23, arm64: null, sleep: 'work' },
  { name: 'nanosleep', x64: 35, arm64: 101, sleep: 'timer' },
  { name: 'connect', x64: 42, arm64: 203, sleep: 'network' },
  { name: 'accept', x64: 43, arm64: 202, sleep: 'work' },
  { name: 'recvfrom', x64: 45, arm64: 207, sleep: 'network' },
  { name: 'recvmsg', x64: 47, arm64: 212, sleep: 'network' },
  { name: 'wait4', x64: 61, arm64: 260, sleep: 'process' },
  { name: 'fcntl', x64: 72, arm64: 25, sleep: 'lock' },
  { name: 'flock', x64: 73, arm64: 32, sleep: 'lock' },
  { name: 'fsync', x64: 74, arm64: 82, sleep: 'file' },
  { name: 'fdatasync', x64: 75, arm64: 83, sleep: 'file' },
  { name: 'futex', x64: 202, arm64: 98, sleep: 'lock' },
  { name: 'clock_nanosleep', x64: 230, arm64: 115, sleep: 'timer' },
  { name: 'epoll_wait', x64: 232, arm64: null, sleep: 'work' },
  { name: 'waitid', x64: 247, arm64: 95, sleep: 'process' },
  { name: 'pselect6', x64: 270, arm64: 72, sleep: 'work' },
  { name: 'ppoll', x64: 271, arm64: 73, sleep: 'network' },
  { name: 'epoll_pwait', x64: 281, arm64: 22, sleep: 'work' },
  { name: 'accept4', x64: 288, arm64: 242, sleep: 'work' },
]

/** A system call by its number; one that is not known here has its number for a name. */
export function systemCall(number: number, arch: string): { readonly name: string; readonly sleep: Sleep } {
  const known = CALLS.find((call) => (arch === 'arm64' ? call.arm64 : call.x64) === number)
  return known ?? { name: `call ${number}`, sleep: 'unknown' }
}
