/** The program of undici's own process. */
import about from 'undici/package.json' with { type: 'json' }
import { embeddedRunner } from './runner.ts'
import { takeOrders } from '../generator-process.ts'
import { openUndici } from './undici-connections.ts'

takeOrders(about.version, embeddedRunner(openUndici))
