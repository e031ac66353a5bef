/** The load generators: the first two come with loadgate, the others are used where they are installed. */
export const DRIVERS = ['autocannon', 'undici', 'wrk', 'ab'] as const

export type DriverName = (typeof DRIVERS)[number]
