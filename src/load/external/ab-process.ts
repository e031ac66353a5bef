/** The program that calls ab, and whose ended children are its CPU. */
import { ab } from './ab.ts'
import { externalRunner } from './runner.ts'
import { takeOrders } from '../generator-process.ts'
import { versionOf } from './tools.ts'

takeOrders(await versionOf('ab'), externalRunner(ab))
