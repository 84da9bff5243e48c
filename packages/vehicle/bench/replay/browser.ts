/** What the page of the bench runs: hours of a car, and its state hashes. */
import { drive } from './drive.ts'

Object.assign(globalThis, { drive })
