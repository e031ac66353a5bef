/** The program of autocannon's own process. */
import about from 'autocannon/package.json' with { type: 'json' }
import { openAutocannon } from './autocannon-connections.ts'
import { embeddedRunner } from './runner.ts'
import { takeOrders } from '../generator-process.ts'

takeOrders(about.version, embeddedRunner(openAutocannon))
