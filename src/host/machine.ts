import { createHash } from 'node:crypto'
import { availableParallelism, cpus } from 'node:os'
import type { MachineInfo } from '../model/baseline.ts'
import { readProc } from './proc.ts'

export type { MachineInfo } from '../model/baseline.ts'

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
    cpu: cpuName(cpus()[0]?.model ?? '', readProc('cpuinfo') ?? ''),
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

/** What the text of `/proc/cpuinfo` says of its first processor, by name; empty for an empty text. */
export function firstProcessor(text: string): ReadonlyMap<string, string> {
  const [first = ''] = text.split('\n\n')
  const pairs = first.split('\n').map((line) => line.split(':').map((part) => part.trim()))
  return new Map(pairs.flatMap(([name = '', value = '']) => (name === '' ? [] : [[name, value] as const])))
}

/** Whether a hypervisor runs the processor; null where processors do not say: only those of x86 have the flag. */
export function underHypervisor(text: string): boolean | null {
  const flags = firstProcessor(text).get('flags')
  return flags === undefined ? null : flags.split(' ').includes('hypervisor')
}

/** Characters of a slug, before its hash. */
const LONGEST = 80

/**
 * A name for a file or folder, from any text: lower-case ascii letters and digits in words joined by dashes, so that it
 * can name nothing outside its folder. Where the words alone say too little (the text is longer than 80 characters, has
 * no ascii letter, or letters that ascii lacks), eight hex digits of its SHA-256 follow. Never empty.
 */
export function slugOf(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const words = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .replace(/-$/, '')
  if (/[a-z]/.test(words) && words.length <= LONGEST && !losesLetters(plain)) return words
  const start = words.slice(0, LONGEST).replace(/-$/, '')
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8)
  return start === '' ? hash : `${start}-${hash}`
}

function losesLetters(plain: string): boolean {
  return /[\p{L}\p{N}]/u.test(plain.replaceAll(/[a-z0-9]/g, ''))
}
