import type { DriverName } from '../model/scenario.ts'
import type { Driver } from './driver.ts'
import { startDriver } from './start-driver.ts'

/** The load generators of a run: each is started when it is first asked for. */
export type Drivers = {
  readonly named: (name: DriverName) => Promise<Driver>
  readonly close: () => Promise<void>
}

/** `watch` hears at once of every process that is started. */
export function openDrivers(watch: (pid: number) => void): Drivers {
  const started = new Map<DriverName, Promise<Driver>>()
  return {
    named: (name) => {
      const known = started.get(name) ?? startDriver(name, watch)
      started.set(name, known)
      return known
    },
    close: async () => {
      const all = await Promise.allSettled(started.values())
      await Promise.all(all.flatMap((one) => (one.status === 'fulfilled' ? one.value.close() : [])))
    },
  }
}
