/** A thread that reads the exchanges of one attempt, answers, and is over. */
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '@luban/stdx'
import { type ExchangesOrder, readExchanges } from './exchanges.ts'

assert(parentPort !== null, 'an exchanges worker is started by asked.ts')
parentPort.postMessage(await readExchanges(workerData as ExchangesOrder))
