/** The load generators that come with loadgate. */
export const EMBEDDED = ['autocannon', 'undici'] as const

export type EmbeddedName = (typeof EMBEDDED)[number]
