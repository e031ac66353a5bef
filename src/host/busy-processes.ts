import { basename } from 'node:path'
import { listProc, processLine, readProc } from './proc.ts'

/** The name and the CPU seconds so far of every process but the kernel's own, by process id; empty without /proc. */
export type CpuByProcess = ReadonlyMap<number, { readonly name: string; readonly cpu: number }>

/** A process that used CPU while it was watched. */
export type BusyProcess = { readonly pid: number; readonly name: string; readonly cores: number }

/** Takes over the names of an earlier reading, because reading all of them again would itself be a load. */
export function readProcesses(earlier: CpuByProcess = new Map()): CpuByProcess {
  return new Map(
    listProc('').flatMap((pid) => {
      const line = processLine(pid)
      if (line === null || line.kernel) return []
      const name = earlier.get(pid)?.name ?? nameOfProcess(pid)
      return [[pid, { name, cpu: line.cpu }] as const]
    }),
  )
}

/** As `programName` has it, or the kernel's own name for it; empty when it is gone. */
export function nameOfProcess(pid: number): string {
  return programName(readProc(`${pid}/cmdline`) ?? '') || (processLine(pid)?.name ?? '')
}

/**
 * The program in the text of `/proc/<pid>/cmdline`, with the script that it runs: `node main.ts`. Nothing else of the
 * command is shown, because it may contain secrets.
 */
export function programName(cmdline: string): string {
  const [program = '', ...words] = cmdline.split('\0')
  const name = basename(program.split(' ')[0] ?? '')
  const script = words.find((word) => /^[\w./][\w./-]*\.[a-z]+$/.test(word))
  return script === undefined ? name : `${name} ${basename(script)}`
}

/**
 * The processes that used more than `least` cores over readings that span `seconds`, the busiest first, without those in `own`.
 * A process that started in between counts from its start; one that ended counts up to the last reading that has it.
 */
export function findBusiest(
  [first = new Map(), ...later]: readonly CpuByProcess[],
  { seconds, own, least }: { readonly seconds: number; readonly own: ReadonlySet<number>; readonly least: number },
): readonly BusyProcess[] {
  const last = new Map(later.flatMap((reading) => [...reading]))
  return [...last]
    .filter(([pid]) => !own.has(pid))
    .map(([pid, { name, cpu }]) => ({ pid, name, cores: (cpu - (first.get(pid)?.cpu ?? 0)) / seconds }))
    .filter(({ cores }) => cores > least)
    .toSorted((a, b) => b.cores - a.cores)
}
