/** What a definition writes where the port belongs. */
export const PORT_MARK = '{port}'

/** What a definition writes where the path of its socket belongs. */
export const SOCKET_MARK = '{socket}'

/** What a definition writes where the address belongs on which it listens for generators. */
export const HOST_MARK = '{host}'
