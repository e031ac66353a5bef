/** What the text of `/proc/cpuinfo` says of its first processor, by name; empty for an empty text. */
export function firstProcessor(text: string): ReadonlyMap<string, string> {
  const [first = ''] = text.split('\n\n')
  const pairs = first.split('\n').map((line) => line.split(':').map((part) => part.trim()))
  return new Map(pairs.flatMap(([name = '', value = '']) => (name === '' ? [] : [[name, value] as const])))
}

/** Whether a hypervisor runs the processor; null where processors do not say: only those of x86 have the flag. */
export function underHypervisor(text: string): boolean | null {
  const flags = firstProcessor(text).get('flags')
  return flags === undefined ? null : flags.split(' ').includes('hypervisor')
}
