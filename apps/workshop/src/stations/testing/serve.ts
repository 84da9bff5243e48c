/** A workshop in a process of its own, to be killed by a test: prints its address, and how many attempts it closed. */
import type { DatabasePlace } from '../../db/open.ts'
import { DARK_LAMP } from './dark-lamp.ts'
import { openTestWorkshop } from './test-workshop.ts'

const { place, dataDir } = JSON.parse(process.argv[2]) as { place: DatabasePlace; dataDir: string }
const { url, interruptedCount } = await openTestWorkshop({ place, dataDir, exercises: [DARK_LAMP] })
console.log(JSON.stringify({ url, interruptedCount }))
