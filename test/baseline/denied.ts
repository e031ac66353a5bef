import { chmodSync } from 'node:fs'

/**
 * Does something as a user who may do nothing in `folder`. Root may do everything everywhere, so root becomes nobody
 * for the moment; the folder must be closed to others, as temporary folders are.
 */
export function denied(folder: string, action: () => unknown): void {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  else chmodSync(folder, 0o000)
  try {
    action()
  } finally {
    if (isRoot) process.seteuid?.(0)
    else chmodSync(folder, 0o700)
  }
}
