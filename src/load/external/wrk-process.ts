/** The program that calls wrk, and whose ended children are its CPU. */
import { externalRunner } from './runner.ts'
import { takeOrders } from '../generator-process.ts'
import { versionOf } from './tools.ts'
import { wrk } from './wrk.ts'

takeOrders(await versionOf('wrk'), externalRunner(wrk))
