import { basename } from 'node:path'
import { listProc, processLine, readProc } from '../../host/proc.ts'

/** CPU seconds of every process so far, by process id; empty without /proc. */
export type CpuByProcess = ReadonlyMap<number, { readonly name: string; readonly cpu: number }>

/** A process that used CPU while it was watched. */
export type Busy = { readonly pid: number; readonly name: string; readonly cores: number }

/** Names are taken over from an earlier reading: asking for all of them each time would be a load of its own. */
export function readProcesses(earlier: CpuByProcess = new Map()): CpuByProcess {
  return new Map(
    listProc('').flatMap((pid) => {
      const line = processLine(pid)
      if (line === null) return []
      const name = earlier.get(pid)?.name ?? (nameIn(readProc(`${pid}/cmdline`) ?? '') || line.name)
      return [[pid, { name, cpu: line.cpu }] as const]
    }),
  )
}

/**
 * The program in the text of `/proc/<pid>/cmdline`, with the script that it runs: `node main.ts`. Nothing else of the
 * command, which may hold what is not for a screen. Empty for a thread of the kernel.
 */
export function nameIn(cmdline: string): string {
  const [program = '', ...words] = cmdline.split('\0')
  const name = basename(program.split(' ')[0] ?? '')
  const script = words.find((word) => /^[\w./][\w./-]*\.[a-z]+$/.test(word))
  return script === undefined ? name : `${name} ${basename(script)}`
}

/**
 * Who used more than `least` cores over readings that span `seconds`, the busiest first, without `own`. Of a process that
 * came or went in between, what it used before the last reading that saw it.
 */
export function busiest(
  [first = new Map(), ...later]: readonly CpuByProcess[],
  { seconds, own, least }: { readonly seconds: number; readonly own: number; readonly least: number },
): readonly Busy[] {
  const last = new Map(later.flatMap((reading) => [...reading]))
  return [...last]
    .filter(([pid]) => pid !== own)
    .map(([pid, { name, cpu }]) => ({ pid, name, cores: (cpu - (first.get(pid)?.cpu ?? 0)) / seconds }))
    .filter(({ cores }) => cores > least)
    .toSorted((a, b) => b.cores - a.cores)
}
