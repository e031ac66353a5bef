import { readFileSync } from 'node:fs'
import { loadavg, release } from 'node:os'
import { underHypervisor, firstProcessor } from '../../host/machine.ts'
import { cgroupFolders, coresOfMax, coresOfQuota } from './cgroup.ts'
import { stealIn } from '../../host/machine-load.ts'

/** What moves the numbers of a machine and is not in its id. Null: the system does not tell. */
export type Surroundings = {
  /** Release of the kernel. */
  readonly kernel: string
  readonly microcode: string | null
  readonly hypervisor: boolean | null
  /** What the firmware calls the machine, such as `Amazon EC2 m7i.large`. */
  readonly product: string | null
  /** Cores that the cgroups of this process allow it; Infinity for no quota. */
  readonly quota: number | null
  /** Of the first core: who sets its clock, such as `performance`. */
  readonly governor: string | null
  /** Transparent huge pages: `always`, `madvise` or `never`. */
  readonly hugePages: string | null
  /** Runnable tasks on average over the last 1, 5 and 15 minutes. */
  readonly load: readonly number[] | null
  /** Share of all CPU time since boot that a hypervisor gave to others. */
  readonly stolen: number | null
  /** There is a /proc to read the CPU and memory of servers from. */
  readonly proc: boolean
}

/** The surroundings of this process, now. */
export function readSurroundings(): Surroundings {
  const cpuinfo = text('/proc/cpuinfo') ?? ''
  const stolen = stealIn(text('/proc/stat') ?? '')
  return {
    kernel: release(),
    microcode: firstProcessor(cpuinfo).get('microcode') ?? null,
    hypervisor: underHypervisor(cpuinfo),
    product: product(),
    quota: quota(),
    governor: text('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    hugePages: chosen(text('/sys/kernel/mm/transparent_hugepage/enabled') ?? ''),
    // Windows knows no load and says 0.
    load: process.platform === 'win32' ? null : loadavg(),
    stolen: stolen && stolen.total > 0 ? stolen.steal / stolen.total : null,
    proc: text('/proc/self/stat') !== null,
  }
}

/** The word in brackets: `always [madvise] never`. */
export function chosen(choices: string): string | null {
  return /\[(\w+)\]/.exec(choices)?.[1] ?? null
}

function product(): string | null {
  const names = ['sys_vendor', 'product_name'].map((name) => text(`/sys/class/dmi/id/${name}`))
  return names.filter((name) => name !== null && name !== '').join(' ') || null
}

function quota(): number | null {
  const cgroups = text('/proc/self/cgroup')
  if (cgroups === null) return null
  const found = cgroupFolders(cgroups).flatMap((folder) => [
    coresOfMax(text(`${folder}/cpu.max`) ?? ''),
    coresOfQuota(text(`${folder}/cpu.cfs_quota_us`) ?? '', text(`${folder}/cpu.cfs_period_us`) ?? ''),
  ])
  return Math.min(Infinity, ...found.filter((cores) => cores !== null))
}

/** Without the blanks around it; null when it cannot be read. */
function text(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}
