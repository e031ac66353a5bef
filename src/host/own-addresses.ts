import { networkInterfaces } from 'node:os'

/** The IP addresses of this machine, those of its loopback included, as they are written without brackets. */
export function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address))
}
