/** How a request of a mix, or a step of a flow, is called beside its server: `api › list`. */
export function partName(server: string, request: string): string {
  return `${server} › ${request}`
}

/** The server of a request that is called so, or the name of a server itself. */
export function serverOf(name: string): string {
  return name.split(' › ')[0] ?? name
}
