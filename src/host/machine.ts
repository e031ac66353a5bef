import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { firstProcessor } from './cpuinfo.ts'
import type { MachineInfo } from '../model/machine.ts'
import { slugOf } from './slug.ts'

export type { MachineInfo } from '../model/machine.ts'

/** What makes two machines one kind. Not the Node version and not the kernel: those are updated while the machine stays. */
export type MachineFacts = Pick<MachineInfo, 'os' | 'arch' | 'cores' | 'cpu'>

/** What tells processors apart where a virtual machine hides the marketing name; the latter four are ARM's. */
const NUMBERS = [
  'cpu family',
  'model',
  'stepping',
  'CPU implementer',
  'CPU variant',
  'CPU part',
  'CPU revision',
] as const

/** The machine that this process runs on. */
export function thisMachine(): MachineInfo {
  const facts: MachineFacts = {
    cpu: cpuName(cpus()[0]?.model ?? '', cpuinfo()),
    cores: availableParallelism(),
    arch: process.arch,
    os: process.platform,
  }
  return { id: machineId(facts), ...facts, node: process.versions.node }
}

/** A folder-safe name of the kind of machine, such as `linux-x64-2-cores-intel-r-xeon-r-processor-6-207-2`. */
export function machineId({ os, arch, cores, cpu }: MachineFacts): string {
  return slugOf(`${os} ${arch} ${cores} cores ${cpu}`)
}

/**
 * The model as the system names it, and the numbers that the text of `/proc/cpuinfo` has for the first processor:
 * `Intel(R) Xeon(R) Processor 6/207/2`. Without a model `unknown`, without numbers the model alone.
 */
export function cpuName(model: string, text: string): string {
  const fields = firstProcessor(text)
  const numbers = NUMBERS.flatMap((name) => fields.get(name) || [])
  const name = model.trim().replaceAll(/\s+/g, ' ') || 'unknown'
  return [name, numbers.join('/')].filter(Boolean).join(' ')
}

/** Empty where there is no such file: on other systems than Linux. */
function cpuinfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return ''
  }
}
