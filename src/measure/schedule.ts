import { isRed } from '../model/verdict.ts'
import type { Cell } from '../verdict/judge.ts'
import { LOOKS } from '../verdict/looks.ts'
import type { Budget } from './budget.ts'

/** Which servers the next wave launches, and when measuring ends. Pure: it depends only on what was seen so far. */

/** What was seen of a scenario so far. Seconds of measuring, without pauses. */
export type Seen = {
  /** Waves that ended. */
  readonly waves: number
  readonly seconds: number
  /** Seconds that the last wave took, with the wait for a quiet machine before it. */
  readonly lastWave: number
  /** Waves that began after the budget was spent, and those of them that were to confirm a red. */
  readonly beyond: number
  readonly confirming: number
  /** Seconds of the waves that a server took part in; nothing for one that took part in none. */
  readonly spent: ReadonlyMap<string, number>
}

export const NOTHING_SEEN: Seen = { waves: 0, seconds: 0, lastWave: 0, beyond: 0, confirming: 0, spent: new Map() }

/** Which servers still need launches, given what was measured so far. */
export type Needed = {
  /** More launches may decide them. */
  readonly open: readonly string[]
  /** They were red at a look, and fresh launches have to confirm it. They are open, too. */
  readonly suspected: readonly string[]
  /** Of the open ones, those whose counts hold, so that few rounds are enough. */
  readonly heldByCounts?: readonly string[]
  /** Those that look worse by the clock: they are worth the whole budget, whatever counts hold. */
  readonly looksWorse?: readonly string[]
  /** Of the open ones, both servers of each claim that more launches may decide. */
  readonly racing?: readonly (readonly string[])[]
}

/**
 * The servers of the next wave; none when measuring is over. `brief`: those of them that have fewer rounds. `isRace`: claims alone keep
 * them open, so their launches are held against each other, and not beside a reference or base. `isShort`: none of them is worth the whole
 * budget. `beyond`: the budget is spent. `confirms`: it is to confirm a red then.
 */
export type NextWave = {
  readonly servers: readonly string[]
  readonly brief: readonly string[]
  readonly isRace: boolean
  readonly isShort: boolean
  readonly beyond: boolean
  readonly confirms: boolean
}

/**
 * The most waves beyond the budget, for fresh launches that confirm a red: as many as the last look and its confirmation need. A
 * refuted suspicion may come back at the next look, and must not be cut short either. Waves of claims have a number of their own, so
 * that they take none of these.
 */
export const CONFIRMING_WAVES = Math.max(...LOOKS.map(({ launches, confirm }) => launches + confirm))

/**
 * While the budget lasts, a wave has all open servers; those that are held by their counts leave earlier. Beyond it, a wave has only
 * the suspected ones, so that a red is confirmed or not, and those of a claim whose own waves did not take all of the budget: a test
 * may make it when others have spent the rest. A spent budget stays spent: a wave of few servers is short, and would seem to fit again.
 */
export function nextWave(budget: Budget, seen: Seen, needed: Needed): NextWave {
  const beyond = seen.beyond > 0 || !hasRoom(budget, seen, budget.seconds)
  if (beyond) return waveBeyond(budget, seen, needed)
  const { seconds } = budget.besideCounts ?? budget
  const { open } = needed
  const pressed = pressing(needed)
  const isEarly = hasRoom(budget, seen, seconds)
  const servers = isEarly ? open : pressed
  return {
    servers,
    brief: servers.filter((server) => isBrief(server, needed)),
    isRace: !isEarly && servers.every((server) => onlyRaces(server, needed)),
    isShort: pressed.length === 0,
    beyond,
    confirms: false,
  }
}

function waveBeyond({ seconds, waves }: Budget, seen: Seen, needed: Needed): NextWave {
  const { suspected, racing = [] } = needed
  const hasOwn = (server: string) => (seen.spent.get(server) ?? 0) + seen.lastWave <= seconds
  const toConfirm = seen.confirming < CONFIRMING_WAVES ? suspected : []
  const racers = seen.beyond - seen.confirming < waves.most ? racing.filter((both) => both.every(hasOwn)).flat() : []
  const servers = [...new Set([...toConfirm, ...racers])]
  const isRace = servers.every((server) => onlyRaces(server, needed))
  return { servers, brief: [], isRace, isShort: false, beyond: true, confirms: toConfirm.length > 0 }
}

/** What was seen when this wave has ended, after so many seconds of measuring in all. */
export function seenAfter(
  seen: Seen,
  { servers, beyond, confirms }: Pick<NextWave, 'servers' | 'beyond' | 'confirms'>,
  seconds: number,
): Seen {
  const lastWave = seconds - seen.seconds
  const own = servers.map((server) => [server, (seen.spent.get(server) ?? 0) + lastWave] as const)
  return {
    waves: seen.waves + 1,
    seconds,
    lastWave,
    beyond: seen.beyond + (beyond ? 1 : 0),
    confirming: seen.confirming + (confirms ? 1 : 0),
    spent: new Map([...seen.spent, ...own]),
  }
}

/** The open servers that are worth the whole budget. Counts do not say how fast two servers are beside each other. */
function pressing(needed: Needed): readonly string[] {
  const racers = new Set(needed.racing?.flat())
  return needed.open.filter((server) => racers.has(server) || !isHeld(server, needed))
}

/** Once the part of the budget is spent that servers have whose counts hold: whether its launches would be held against the baseline no more. */
function onlyRaces(server: string, needed: Needed): boolean {
  return isHeld(server, needed) && !needed.suspected.includes(server)
}

/** Whether its counts hold, and nothing by the clock is a reason to measure more. */
function isHeld(server: string, { heldByCounts = [], looksWorse = [] }: Needed): boolean {
  return heldByCounts.includes(server) && !looksWorse.includes(server)
}

/** A server is held by its counts, and so is everyone that it is compared with: both have as many rounds. */
function isBrief(server: string, { heldByCounts = [], racing = [] }: Needed): boolean {
  const others = racing.filter((both) => both.includes(server)).flat()
  return [server, ...others].every((one) => heldByCounts.includes(one))
}

/** Whether another wave ends within so many seconds, if it takes as long as the last one. */
function hasRoom({ waves: { least, most } }: Budget, seen: Seen, seconds: number): boolean {
  return seen.waves < least || (seen.waves < most && seen.seconds + seen.lastWave <= seconds)
}

/** As much of a cell as the schedule depends on. */
type Standing = Pick<Cell, 'open' | 'suspected'> & { readonly verdict: Pick<Cell['verdict'], 'verdict'> }

/**
 * Whether one server needs more launches. Once one of its cells is red, the build is red, too. Then it is measured on only
 * for other cells that are suspected, and not beyond the budget.
 */
export function neededBy(cells: readonly Standing[]): { readonly open: boolean; readonly suspected: boolean } {
  const suspected = cells.some((cell) => cell.suspected)
  if (cells.some(({ verdict }) => isRed(verdict))) return { open: suspected, suspected: false }
  return { open: cells.some(({ open }) => open), suspected }
}
