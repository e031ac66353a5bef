import { messages } from './messages.ts'
import type { MachineInfo } from '../model/machine.ts'

/**
 * Whose baseline to take: the machine with the same id, which is the same kind of machine. Otherwise the nearest, by
 * these facts in this order, each of which outweighs all that follow:
 *
 * 1. the system: the network between generator and server is its code, and without /proc a baseline has no CPU per request
 * 2. the architecture: for each one, V8 compiles to other code
 * 3. the cores, by factor, so that 2 is as near to 4 as 8 is: on few of them, generator and server get in each other's way
 * 4. the maker of the CPU
 * 5. the CPU
 *
 * Of equals the first by id; null when there is none at all.
 */
export function nearestMachine(machine: MachineInfo, available: readonly MachineInfo[]): MachineInfo | null {
  const ranked = available.toSorted(
    (a, b) => compare(distances(machine, a), distances(machine, b)) || (a.id < b.id ? -1 : 1),
  )
  return available.find(({ id }) => id === machine.id) ?? ranked[0] ?? null
}

/** Why `nearest` is taken of `available` machines: what it has in common with this one, and what not. */
export function whyNearest(machine: MachineInfo, nearest: MachineInfo, available: number): string {
  if (nearest.id === machine.id) return messages.sameMachine
  const facts = factsOf(machine, nearest)
  const same = facts.filter(({ distance }) => distance === 0).map(({ name }) => name)
  const other = facts.filter(({ distance }) => distance > 0).flatMap(({ difference }) => difference ?? [])
  return messages.nearestMachine({ available, same, other })
}

/** One fact of the rule: 0 is the same, and of two machines the one with less is nearer. */
type Fact = { readonly name: string; readonly distance: number; readonly difference: string | null }

function factsOf(own: MachineInfo, other: MachineInfo): readonly Fact[] {
  return [
    {
      name: 'system',
      distance: differs(own.os, other.os),
      difference: messages.instead({ other: other.os, own: own.os }),
    },
    {
      name: 'architecture',
      distance: differs(own.arch, other.arch),
      difference: messages.instead({ other: other.arch, own: own.arch }),
    },
    {
      name: 'cores',
      distance: factor(own.cores, other.cores) - 1,
      difference: messages.instead({ other: `${other.cores} cores`, own: String(own.cores) }),
    },
    // The CPU below names both makers.
    { name: 'CPU maker', distance: differs(makerOf(own.cpu), makerOf(other.cpu)), difference: null },
    {
      name: 'CPU',
      distance: differs(own.cpu, other.cpu),
      difference: messages.instead({ other: other.cpu, own: own.cpu }),
    },
  ]
}

function distances(own: MachineInfo, other: MachineInfo): readonly number[] {
  return factsOf(own, other).map(({ distance }) => distance)
}

function differs(own: string, other: string): number {
  return Number(own !== other)
}

function factor(own: number, other: number): number {
  return Math.max(own, other) / Math.min(own, other)
}

/** The first word of the name, which some begin with a generation: `11th Gen Intel(R) Core(TM) i7` is of `intel`. */
function makerOf(cpu: string): string {
  return (/^(?:\d+\w* Gen )?([a-z]+)/i.exec(cpu)?.[1] ?? '').toLowerCase()
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((distance, index) => distance !== b[index])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}
