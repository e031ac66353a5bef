import type { Git } from '../host/git.ts'
import { countShift } from '../verdict/count-shift.ts'
import type { CountValue } from '../verdict/count-values.ts'
import { isShown } from './search.ts'

/** One step of a `git bisect`. */

/** The commits that a person named, whatever they are called there, and the one to be judged. */
export type GitBisect = { readonly good: string; readonly bad: string; readonly current: string }

/** Null where no `git bisect` is under way; without an end where none was named yet. */
export async function gitBisectOf(git: Git): Promise<Partial<GitBisect> | null> {
  const log = await git('bisect', 'log')
  if (!log.succeeded) return null
  const [good, bad] = [await git('bisect', 'terms', '--term-good'), await git('bisect', 'terms', '--term-bad')]
  const unchecked = await git('rev-parse', '--verify', '--quiet', 'BISECT_HEAD')
  const current = unchecked.succeeded ? unchecked : await git('rev-parse', 'HEAD')
  return { ...endsIn(log.stdout, good.stdout, bad.stdout), current: current.stdout }
}

/** The first good and the first bad commit of a log: those that git adds later are its own conclusions. */
export function endsIn(log: string, good: string, bad: string): Partial<Pick<GitBisect, 'good' | 'bad'>> {
  const hashOf = (term: string) => {
    const start = `# ${term}: [`
    const line = log.split('\n').find((one) => one.startsWith(start))
    return line?.slice(start.length).split(']')[0]
  }
  const [first, last] = [hashOf(good), hashOf(bad)]
  return { ...(first === undefined ? {} : { good: first }), ...(last === undefined ? {} : { bad: last }) }
}

/** Launches of the ends, and of the commit to be judged. */
export type Judged = Readonly<Record<'good' | 'bad' | 'current', readonly CountValue[]>>

/**
 * On which side of the middle between both ends a commit is, in ln units; null where the bad end is not heavier than the good one.
 * Of several steps, the one is found that crosses the middle.
 */
export function sideOf({ good, bad, current }: Judged): 'good' | 'bad' | null {
  const whole = countShift(good, bad)
  if (!isShown({ shift: whole })) return null
  return countShift(good, current).estimate > whole.estimate / 2 ? 'bad' : 'good'
}
