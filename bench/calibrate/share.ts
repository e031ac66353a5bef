import { clopperPearson } from './clopper-pearson.ts'

/** So many of so many, and what that leaves possible for the true share at 95 % on either side (Clopper & Pearson). */
export type Share = { readonly hits: number; readonly trials: number; readonly low: number; readonly high: number }

const ERROR = 0.05

export function share(hits: number, trials: number): Share {
  return { hits, trials, ...clopperPearson(hits, trials, ERROR) }
}

/** How many of these are so. */
export function shareOf<T>(items: readonly T[], isSo: (item: T) => boolean): Share {
  return share(items.filter(isSo).length, items.length)
}

export function joined(shares: readonly Pick<Share, 'hits' | 'trials'>[]): Share {
  const sum = (of: 'hits' | 'trials') => shares.reduce((total, one) => total + one[of], 0)
  return share(sum('hits'), sum('trials'))
}

/** `97 %`; with a decimal where a whole percent would hide what matters; `–` without trials. */
export function percent({ hits, trials }: Pick<Share, 'hits' | 'trials'>): string {
  return trials === 0 ? '–' : percentOf(hits / trials)
}

export function percentOf(fraction: number): string {
  const value = fraction * 100
  return `${Number(value.toFixed(value > 0 && value < 1 ? 2 : value > 99 && value < 100 ? 2 : 1))} %`
}

/** `58 of 60`. */
export function counted({ hits, trials }: Pick<Share, 'hits' | 'trials'>): string {
  return `${hits.toLocaleString('en')} of ${trials.toLocaleString('en')}`
}
