/** A thread that judges one attempt, answers, and is over. */
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '@luban/stdx'
import { type JudgementOrder, judge } from './judgement.ts'

assert(parentPort !== null, 'a judgement worker is started by judges.ts')
parentPort.postMessage(await judge(workerData as JudgementOrder))
