/**
 * How many times to draw: enough in every run to catch a method that is broken, and `DRAWS=10` times as many for a closer look
 * (`DRAWS=10 npx vitest run test/stats`).
 */
export function draws(usual: number): number {
  return usual * Number(process.env['DRAWS'] || 1)
}
