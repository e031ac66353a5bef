import { z } from 'zod'

/** Who measured; `id` names the kind of machine, and the folder of its baselines. */
export const machineSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case ascii words joined by dashes'),
  cpu: z.string(),
  cores: z.int().positive('must be above 0'),
  arch: z.string(),
  os: z.string(),
  node: z.string(),
})

export type MachineInfo = z.output<typeof machineSchema>
